"""The app in a real Chromium: `driver` starts and steers it, `conftest` has the fixtures."""
