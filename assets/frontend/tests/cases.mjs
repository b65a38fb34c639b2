// What Python computes that the front end computes too: tests/frontend_fixtures.py writes it, tests/test_frontend.py says
// where.

import { readFileSync } from "node:fs";

const path = process.env.SIMPLECNN_SHARED_CASES;

export const skip = path ? false : "pytest tests/test_frontend.py writes the cases";
export const cases = path ? JSON.parse(readFileSync(path, "utf-8")) : {};
