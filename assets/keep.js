// Keeps the name of a learner's trainings in the browser, not in the address, which learners pass on: after a reload the
// trainings are found again. A cookie brings the newest name along at once; each tab keeps its own and tells it to the
// server where the cookie was another tab's. Shows nothing.

const KEY = "simplecnn-training";
let told = false; // once for each time the page is loaded: a name that the server does not take is not told again

export default function ({ data, setTriggerValue }) {
  try {
    if (data.name) {
      sessionStorage.setItem(KEY, data.name);
      document.cookie = `${KEY}=${data.name}; path=/; SameSite=Strict`; // until the browser is closed
    }
    const kept = sessionStorage.getItem(KEY);
    if (kept && !data.name && !told) setTriggerValue("found", kept);
    told = true;
    document.querySelector(".st-key-keep")?.setAttribute("data-training", data.name ? "known" : "");
  } catch {
    // a browser that keeps nothing: a reload then starts anew
  }
}
