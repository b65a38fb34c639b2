// Draws the figures of a saved page; their data and layout are beside it, as JSON.

const SETTINGS = { responsive: true, displaylogo: false };

for (const place of document.querySelectorAll(".plot")) {
  const { data, layout } = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  Plotly.newPlot(place, data, { template: {}, ...layout }, SETTINGS);
}
