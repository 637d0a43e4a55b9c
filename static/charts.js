// Draws each [data-chart] from its Vega-Lite specification, in the colours of the page.
// `ast` makes Vega interpret its expressions: the content security policy forbids eval.
(() => {
  "use strict";

  const PANEL = 260; // a small multiple with its axes, in pixels

  // The computed colour: the tokens themselves are light-dark() pairs.
  const colour = (token) => {
    const probe = document.createElement("span");
    probe.style.color = `var(${token})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };

  const pageConfig = () => {
    const ink = colour("--ink");
    const muted = colour("--muted");
    const font = getComputedStyle(document.body).fontFamily;
    return {
      background: "transparent",
      font,
      axis: { labelColor: muted, titleColor: ink, gridColor: colour("--rule"), domainColor: muted, tickColor: muted },
      header: { labelColor: ink, titleColor: ink, labelFontSize: 13 },
      legend: { labelColor: ink, titleColor: ink },
      range: {
        category: [colour("--point"), colour("--accent"), colour("--good"), colour("--wait")],
        // From no ink to as much as text can be read on.
        heatmap: [colour("--paper"), colour("--interval")],
      },
      circle: { color: colour("--point") },
      text: { color: ink },
      line: { color: colour("--accent") },
      style: { interval: { color: colour("--point") }, reference: { color: muted }, "reference-label": { color: muted } },
      view: { stroke: null },
    };
  };

  // Text only, placed through the style object: the policy forbids style attributes.
  const tip = document.createElement("dl");
  tip.className = "chart-tip facts";
  tip.hidden = true;
  document.querySelector("main").append(tip);

  const showTip = (_handler, event, _item, value) => {
    tip.hidden = !value;
    if (!value) return;
    tip.replaceChildren(
      ...Object.entries(value).flatMap(([name, text]) => {
        const dt = document.createElement("dt");
        const dd = document.createElement("dd");
        dt.textContent = name;
        dd.textContent = text;
        return [dt, dd];
      }),
    );
    tip.style.left = `${event.pageX + 14}px`;
    tip.style.top = `${event.pageY + 14}px`;
  };

  const draw = async (place) => {
    const answer = await fetch(place.dataset.chart, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`The figure could not be loaded (${answer.status}).`);
    const specification = await answer.json();
    delete specification.config;
    if (specification.columns) {
      specification.columns = Math.max(1, Math.min(specification.columns, Math.floor(place.clientWidth / PANEL)));
    }
    await window.vegaEmbed(place, specification, {
      ast: true,
      actions: false,
      defaultStyle: false,
      renderer: "svg",
      config: pageConfig(),
      tooltip: showTip,
    });
    place.dataset.drawn = "true";
  };

  const drawAll = (only = "") => {
    for (const place of document.querySelectorAll(`[data-chart]${only}`)) {
      draw(place).catch((error) => {
        place.textContent = `${error.message} The downloads below hold the same figure.`;
      });
    }
  };

  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
  document.addEventListener("htmx:afterSettle", () => drawAll(":not([data-drawn])"));
})();
