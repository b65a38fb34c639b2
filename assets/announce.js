// Says words to screen readers without showing them. The region is on the page before its first words (one that comes
// with its words is often not read), and stays the same element: a text is said when it changes, and once.

const regions = new Map();

function regionFor(name) {
  const region = document.createElement("div");
  region.className = "announced";
  region.dataset.name = name;
  region.setAttribute("role", "status");
  document.body.appendChild(region);
  regions.set(name, region);
  return region;
}

export default function ({ data }) {
  const region = regions.get(data.name) ?? regionFor(data.name);
  if (region.textContent !== data.words) region.textContent = data.words;
}
