/*
 * Draws <div class="chart" data-chart="ID"> from the JSON in <script type="application/json" id="ID">.
 *
 * The server has already written every word and number a reader sees (axis labels, tooltips, digits, calendar);
 * this file only places them. The drawing library is fetched from data-echarts of this script's tag, and only when a
 * page has more than sparklines. Vocabulary of the JSON:
 *
 *   kind        "line" | "area" | "bar" | "stacked-bar" | "donut" | "sparkline"
 *   categories  axis labels, one for each value
 *   titles      longer labels for the tooltip (optional)
 *   axis        "time" (always left to right) | "category" (from the reading side); time for lines, category for bars
 *   horizontal  true: bars lie, for long category names (optional)
 *   series      [{ name, values: [number|null], labels?: [text of each value], low?, high?: [number|null],
 *                  intervals?: [text], href?: text or [text], over?: boolean, tone?: "good"|"passive"|"poor"|"caution"|"info"|"accent" }]
 *               a donut takes one series, with tones?: [tone] for its slices; low and high are drawn as a band
 *               (line, area) or whiskers (bar, one series)
 *               over: a share from 0 to 1, drawn as a line over the bars (Pareto)
 *   unit        text after a number that has no label of its own (optional)
 *   ticks       [{ at: number, label: text }] on the value axis (optional)
 *   min, max    ends of the value axis (optional; bars and areas always hold zero)
 *   other       name of what is grouped beyond six series or slices
 *   centre      { value, label } in the middle of a donut (optional)
 */
(() => {
  "use strict";

  const MOST_SERIES = 6;
  const MOST_DIRECT_LABELS = 12;
  /* Pixels that must be left for the lines themselves when words stand at their ends. */
  const LEAST_DRAWING = 240;
  const library = document.currentScript?.dataset.echarts ?? "";
  const SVG = "http://www.w3.org/2000/svg";
  const drawn = new Map();

  /* Tokens ------------------------------------------------------------------------------------------------------- */

  /* light-dark() is only resolved in a property that takes a colour, hence the probe. */
  function palette(place) {
    const probe = document.createElement("span");
    probe.hidden = true;
    place.append(probe);
    const token = (name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    const names = ["ink", "muted", "line", "surface", "accent", "good", "passive", "poor", "caution", "info", "series-rest"];
    const colours = Object.fromEntries(names.map((name) => [name, token(name)]));
    colours.series = Array.from({ length: MOST_SERIES }, (_, i) => token(`series-${i + 1}`));
    probe.remove();
    return colours;
  }

  /* Alpha of a computed colour; Chromium, Firefox and WebKit all compute sRGB tokens to rgb(). */
  function faded(colour, alpha) {
    return colour.replace(/^rgb\((.*)\)$/, (_, inner) => (inner.includes(",") ? `rgba(${inner}, ${alpha})` : `rgb(${inner} / ${alpha})`));
  }

  function surroundings(place) {
    const style = getComputedStyle(place);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    return {
      colours: palette(place),
      font: style.fontFamily,
      rightToLeft: style.direction === "rtl",
      language: place.closest("[lang]")?.lang || "en",
      motion: calm ? 0 : 120,
      width: place.clientWidth,
    };
  }

  /* Spec --------------------------------------------------------------------------------------------------------- */

  const isBar = (spec) => spec.kind === "bar" || spec.kind === "stacked-bar";
  const adds = (spec) => spec.kind === "stacked-bar" || spec.kind === "bar" || spec.kind === "area";

  /* Beyond six, amounts are summed under one name; lines that cannot be summed stay as nameless context. */
  function limited(spec) {
    const series = spec.series ?? [];
    if (spec.kind === "donut") return { ...spec, ...limitedSlices(spec) };
    if (series.length <= MOST_SERIES || !adds(spec)) return { ...spec, series };
    const kept = series.slice(0, MOST_SERIES - 1);
    const rest = series.slice(MOST_SERIES - 1);
    const values = spec.categories.map((_, i) => rest.reduce((sum, one) => sum + (one.values[i] ?? 0), 0));
    return { ...spec, series: [...kept, { name: spec.other ?? "", values, rest: true }] };
  }

  function limitedSlices(spec) {
    const [only] = spec.series;
    if (only.values.length <= MOST_SERIES) return {};
    const keep = MOST_SERIES - 1;
    const sum = only.values.slice(keep).reduce((total, value) => total + (value ?? 0), 0);
    const cut = (list, last) => (Array.isArray(list) ? [...list.slice(0, keep), last] : list);
    return {
      categories: cut(spec.categories, spec.other ?? ""),
      titles: cut(spec.titles, spec.other ?? ""),
      series: [{ ...only, values: cut(only.values, sum), labels: cut(only.labels), href: cut(only.href), rest: true }],
    };
  }

  function colourOf(series, index, { colours }) {
    if (series.rest || index >= MOST_SERIES) return colours["series-rest"];
    return series.tone ? colours[series.tone] ?? colours.accent : colours.series[index];
  }

  function textOf(spec, series, index, around) {
    if (series.labels?.[index] != null) return series.labels[index];
    const value = series.values[index];
    if (value == null) return "–";
    const text = new Intl.NumberFormat(around.language, { maximumFractionDigits: 2 }).format(value);
    return spec.unit ? `${text}${/^[%٪]$/.test(spec.unit) ? "" : " "}${spec.unit}` : text;
  }

  function widthOf(texts, font) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `12px ${font}`;
    return Math.ceil(Math.max(0, ...texts.map((text) => pen.measureText(text ?? "").width)));
  }

  /* The words at the right end of each line: its name, or the last value of an only line; none where they crowd it out. */
  function endWords(spec, around) {
    if (isBar(spec)) return [];
    const named = spec.series.slice(0, MOST_SERIES);
    const words = named.map((each) => (named.length > 1 ? each.name : textOf(spec, each, lastKnown(each), around)));
    return around.width - widthOf(words, around.font) < LEAST_DRAWING ? [] : words;
  }

  const lastKnown = (series) => series.values.findLastIndex((value) => value != null);

  /* Axes --------------------------------------------------------------------------------------------------------- */

  function categoryAxis(spec, around) {
    const { colours } = around;
    const side = spec.horizontal ? Math.min(widthOf(spec.categories, around.font) + 4, around.width * 0.4) : 0;
    const time = (spec.axis ?? (isBar(spec) ? "category" : "time")) === "time";
    return {
      type: "category",
      data: spec.categories,
      boundaryGap: isBar(spec),
      inverse: spec.horizontal ? true : around.rightToLeft && !time,
      position: spec.horizontal && around.rightToLeft ? "right" : undefined,
      axisTick: { show: false },
      axisLine: { show: !spec.horizontal, onZero: true, lineStyle: { color: colours.line } },
      axisLabel: {
        color: spec.horizontal ? colours.ink : colours.muted, fontSize: 12, hideOverlap: !spec.horizontal, interval: spec.horizontal ? 0 : "auto",
        ...(side && { width: side, overflow: "truncate", align: around.rightToLeft ? "right" : "left", margin: side + 8 }),
      },
    };
  }

  function valueAxis(spec, around, direct) {
    const { colours } = around;
    const fixed = spec.ticks?.length ? spec.ticks.map((tick) => tick.at) : undefined;
    const names = new Map((spec.ticks ?? []).map((tick) => [tick.at, tick.label]));
    const short = new Intl.NumberFormat(around.language, { notation: "compact", maximumFractionDigits: 1 });
    const fromRight = around.rightToLeft && (spec.axis ?? (isBar(spec) ? "category" : "time")) !== "time";
    return {
      type: "value",
      min: spec.min, max: spec.max, scale: spec.kind === "line", splitNumber: 4,
      inverse: Boolean(spec.horizontal && around.rightToLeft),
      position: fromRight && !spec.horizontal ? "right" : undefined,
      show: !(direct && spec.horizontal),
      axisLine: { show: false },
      axisTick: { show: false, customValues: fixed },
      axisLabel: { color: colours.muted, fontSize: 12, customValues: fixed, formatter: (value) => names.get(value) ?? short.format(value) },
      splitLine: { show: !direct, lineStyle: { color: colours.line } },
    };
  }

  /* Series ------------------------------------------------------------------------------------------------------- */

  function lineSeries(spec, series, index, around) {
    const colour = colourOf(series, index, around);
    const context = index >= MOST_SERIES;
    const ends = endWords(spec, around);
    return {
      type: "line", name: series.name, data: series.values, z: context ? 1 : 3, silent: context,
      symbol: "circle", symbolSize: 7, showSymbol: series.values.length === 1, cursor: series.href ? "pointer" : "default",
      stack: spec.kind === "area" && spec.series.length > 1 ? "all" : undefined,
      lineStyle: { width: context ? 1 : 2, color: colour, type: series.dashed ? "dashed" : "solid" },
      itemStyle: { color: colour },
      areaStyle: spec.kind === "area" ? { color: faded(colour, spec.series.length > 1 ? 0.28 : 0.14) } : undefined,
      endLabel: {
        show: index < ends.length, color: colour, fontSize: 12, fontWeight: 500, distance: 8, formatter: () => ends[index],
      },
      labelLayout: { moveOverlap: "shiftY" },
      emphasis: { disabled: context, focus: "none" },
    };
  }

  function band(series, index, around) {
    const rows = series.low.map((low, i) => [i, low, series.high[i]]).filter((row) => row[1] != null && row[2] != null);
    return {
      type: "custom", silent: true, z: 2, tooltip: { show: false }, encode: { x: 0, y: [1, 2] }, data: rows,
      renderItem: (params, api) => {
        if (params.dataIndex > 0) return null;
        const points = [...rows.map((row) => api.coord([row[0], row[2]])), ...rows.toReversed().map((row) => api.coord([row[0], row[1]]))];
        return { type: "polygon", shape: { points }, style: { fill: faded(colourOf(series, index, around), 0.14) } };
      },
    };
  }

  function barSeries(spec, series, index, around, direct) {
    const colour = colourOf(series, index, around);
    const stacked = spec.kind === "stacked-bar";
    const lying = Boolean(spec.horizontal);
    const outside = lying ? (around.rightToLeft ? "left" : "right") : "top";
    return {
      type: "bar", name: series.name, data: series.values, stack: stacked ? "all" : undefined, cursor: series.href ? "pointer" : "default",
      barMaxWidth: lying ? 18 : 40, barCategoryGap: "35%", barGap: "10%",
      itemStyle: { color: colour, borderRadius: stacked ? 0 : 3, borderColor: around.colours.surface, borderWidth: stacked ? 1 : 0 },
      label: { show: direct, position: outside, color: around.colours.ink, fontSize: 12, formatter: ({ dataIndex }) => textOf(spec, series, dataIndex, around) },
      emphasis: { focus: "none" },
    };
  }

  /* A share of the whole over the bars, on an axis of its own from nothing to all. */
  function overSeries(spec, series, around) {
    return {
      type: "line", name: series.name, data: series.values, z: 5, symbol: "circle", symbolSize: 6, cursor: "default",
      [spec.horizontal ? "xAxisIndex" : "yAxisIndex"]: 1,
      lineStyle: { width: 1.5, color: around.colours.passive }, itemStyle: { color: around.colours.passive },
      emphasis: { disabled: true },
    };
  }

  function whiskers(spec, series, around) {
    return {
      type: "custom", silent: true, z: 4, tooltip: { show: false },
      encode: spec.horizontal ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
      data: series.low.map((low, i) => [i, low, series.high[i]]),
      renderItem: (_, api) => {
        const at = (value) => api.coord(spec.horizontal ? [value, api.value(0)] : [api.value(0), value]);
        const [[x1, y1], [x2, y2]] = [at(api.value(1)), at(api.value(2))];
        if (![x1, y1, x2, y2].every(Number.isFinite)) return null;
        const [dx, dy] = spec.horizontal ? [0, 4] : [4, 0];
        const stroke = (a, b, c, d) => ({ type: "line", shape: { x1: a, y1: b, x2: c, y2: d }, style: { stroke: around.colours.ink, lineWidth: 1.5 } });
        return { type: "group", children: [stroke(x1, y1, x2, y2), stroke(x1 - dx, y1 - dy, x1 + dx, y1 + dy), stroke(x2 - dx, y2 - dy, x2 + dx, y2 + dy)] };
      },
    };
  }

  /* Tooltip: made of elements, because a strict content policy refuses style attributes in a string. ---------------- */

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text != null) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function swatch(colour) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 8 8");
    svg.setAttribute("aria-hidden", "true");
    const dot = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ width: 8, height: 8, rx: 2, fill: colour })) dot.setAttribute(name, value);
    svg.append(dot);
    return svg;
  }

  function tip(spec, around, index, rows) {
    const box = element("div", null, "chart-tip");
    box.dir = around.rightToLeft ? "rtl" : "ltr";
    box.append(element("span", spec.titles?.[index] ?? spec.categories[index]));
    const list = element("dl");
    for (const { series, colour, name } of rows) {
      const value = element("dd", textOf(spec, series, index, around));
      if (series.intervals?.[index]) value.append(" ", element("small", series.intervals[index]));
      list.append(swatch(colour), element("dt", name), value);
    }
    box.append(list);
    return box;
  }

  const BARE_TOOLTIP = { confine: true, backgroundColor: "transparent", borderWidth: 0, padding: 0, extraCssText: "box-shadow:none" };

  /* Options ------------------------------------------------------------------------------------------------------- */

  function cartesian(spec, around) {
    const bars = spec.series.filter((each) => !each.over);
    const one = bars.length === 1;
    const direct = spec.kind === "bar" && one && !spec.series[0].low && (spec.horizontal || spec.categories.length <= MOST_DIRECT_LABELS);
    const series = spec.series.map((each, i) => {
      if (each.over) return overSeries(spec, each, around);
      return isBar(spec) ? barSeries(spec, each, i, around, direct) : lineSeries(spec, each, i, around);
    });
    spec.series.forEach((each, i) => {
      if (!each.low || !each.high || i >= MOST_SERIES) return;
      if (!isBar(spec)) series.push(band(each, i, around));
      else if (one) series.push(whiskers(spec, each, around));
    });
    const ends = endWords(spec, around);
    const labels = direct && spec.horizontal ? spec.series[0].values.map((_, i) => textOf(spec, spec.series[0], i, around)) : [];
    const room = widthOf([...ends, ...labels], around.font) + 16;
    const grid = { top: direct && !spec.horizontal ? 24 : 12, bottom: 4, left: 4, right: ends.length ? room : 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" };
    if (labels.length) grid[around.rightToLeft ? "left" : "right"] = room;
    const [category, value] = [categoryAxis(spec, around), valueAxis(spec, around, direct)];
    const values = bars.length < spec.series.length ? [value, { type: "value", min: 0, max: 1, inverse: value.inverse, show: false }] : value;
    return {
      grid, series,
      xAxis: spec.horizontal ? values : category,
      yAxis: spec.horizontal ? category : values,
      tooltip: {
        ...BARE_TOOLTIP, trigger: "axis",
        axisPointer: isBar(spec) ? { type: "shadow", shadowStyle: { color: faded(around.colours.passive, 0.12) } } : { type: "line", lineStyle: { color: around.colours.passive, type: "solid" } },
        formatter: (points) => tip(spec, around, points[0].dataIndex, spec.series.map((each, i) => ({ series: each, colour: colourOf(each, i, around), name: each.name }))),
      },
    };
  }

  function donut(spec, around) {
    const [only] = spec.series;
    const tones = only.tones ?? [];
    const last = only.values.length - 1;
    const colourAt = (i) => colourOf({ tone: tones[i], rest: only.rest && i === last }, i, around);
    const { colours } = around;
    return {
      title: spec.centre && {
        text: spec.centre.value, subtext: spec.centre.label, left: "center", top: "center", itemGap: 8,
        textStyle: { color: colours.ink, fontSize: 20, fontWeight: 600, fontFamily: around.font }, subtextStyle: { color: colours.muted, fontSize: 12 },
      },
      series: [{
        type: "pie", radius: around.width > 420 ? ["52%", "76%"] : ["42%", "60%"], clockwise: !around.rightToLeft, cursor: only.href ? "pointer" : "default",
        itemStyle: { borderColor: colours.surface, borderWidth: 2 },
        data: only.values.map((value, i) => ({ value, name: spec.categories[i], itemStyle: { color: colourAt(i) } })),
        label: { color: colours.ink, fontSize: 12, lineHeight: 18, formatter: ({ dataIndex }) => `${spec.categories[dataIndex]}\n${textOf(spec, only, dataIndex, around)}` },
        labelLine: { lineStyle: { color: colours.passive }, length: 6, length2: 6 },
        emphasis: { scale: false },
      }],
      tooltip: { ...BARE_TOOLTIP, trigger: "item", formatter: ({ dataIndex }) => tip(spec, around, dataIndex, [{ series: only, colour: colourAt(dataIndex), name: only.name ?? "" }]) },
    };
  }

  function optionOf(spec, around) {
    return {
      animation: around.motion > 0, animationDuration: around.motion, animationDurationUpdate: around.motion,
      textStyle: { fontFamily: around.font, color: around.colours.ink },
      ...(spec.kind === "donut" ? donut(spec, around) : cartesian(spec, around)),
    };
  }

  /* Direct labels come first; a legend only where they do not fit. */
  function legend(place, spec, around) {
    place.parentElement.querySelector(":scope > .chart-legend")?.remove();
    if (spec.kind === "donut" || spec.series.length < 2 || endWords(spec, around).length) return;
    const list = element("ul", null, "chart-legend");
    spec.series.slice(0, MOST_SERIES).forEach((series, i) => {
      const item = element("li");
      item.append(swatch(colourOf(series, i, around)), element("span", series.name));
      list.append(item);
    });
    place.before(list);
  }

  /* Sparklines need no library: one line in the ink of the tile. ---------------------------------------------------- */

  function sparkline(place, spec) {
    const values = spec.series[0].values;
    const known = values.filter((value) => value != null);
    if (known.length < 2) return;
    const [low, high] = [spec.min ?? Math.min(...known), spec.max ?? Math.max(...known)];
    const x = (i) => (i / (values.length - 1)) * 100;
    const y = (value) => 30 - ((value - low) / (high - low || 1)) * 28;
    const points = values.flatMap((value, i) => (value == null ? [] : [`${x(i).toFixed(1)},${y(value).toFixed(1)}`]));
    const svg = document.createElementNS(SVG, "svg");
    const shape = (name, text) => {
      const made = document.createElementNS(SVG, name);
      made.setAttribute("points", text);
      svg.append(made);
    };
    svg.setAttribute("class", "spark");
    svg.setAttribute("viewBox", "0 0 100 32");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    shape("polygon", `${points[0].split(",")[0]},32 ${points.join(" ")} ${points.at(-1).split(",")[0]},32`);
    shape("polyline", points.join(" "));
    place.replaceChildren(svg);
  }

  /* Life of a chart -------------------------------------------------------------------------------------------------- */

  let arriving;
  function echarts() {
    if (window.echarts) return Promise.resolve(window.echarts);
    arriving ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = () => resolve(window.echarts);
      script.onerror = () => reject(new Error("the drawing library did not arrive"));
      document.head.append(script);
    });
    return arriving;
  }

  function follow(spec, point) {
    const series = spec.series[point.seriesIndex];
    const href = Array.isArray(series?.href) ? series.href[point.dataIndex] : series?.href;
    if (!href) return;
    const target = new URL(href, location.href);
    if (target.origin === location.origin) location.assign(target);
  }

  /* Any spot over a point's column leads to it, as long as only one series can be meant. */
  function followColumn(chart, spec, event) {
    if (event.target || spec.kind === "donut" || spec.series.length !== 1) return;
    const spot = [event.offsetX, event.offsetY];
    if (!chart.containPixel({ gridIndex: 0 }, spot)) return;
    const [x, y] = chart.convertFromPixel({ gridIndex: 0 }, spot);
    follow(spec, { seriesIndex: 0, dataIndex: Math.round(spec.horizontal ? y : x) });
  }

  function paint(place) {
    const { chart, spec } = drawn.get(place);
    const around = surroundings(place);
    legend(place, spec, around);
    chart.setOption(optionOf(spec, around), true);
  }

  async function draw(place) {
    const source = document.getElementById(place.dataset.chart);
    if (!source || drawn.has(place) || place.firstElementChild) return;
    const raw = JSON.parse(source.textContent);
    if (raw.kind === "sparkline") return sparkline(place, raw);
    const spec = limited(raw);
    drawn.set(place, { spec });
    const [library] = await Promise.all([echarts(), document.fonts.load(`12px ${getComputedStyle(place).fontFamily}`, "آA۱1")]);
    if (!place.isConnected) return drawn.delete(place);
    const chart = library.init(place, null, { renderer: "canvas" });
    const watcher = new ResizeObserver(() => {
      chart.resize();
      paint(place);
    });
    drawn.set(place, { spec, chart, watcher });
    chart.on("click", (point) => follow(spec, point));
    chart.getZr().on("click", (event) => followColumn(chart, spec, event));
    place.setAttribute("role", "img");
    const caption = place.closest("figure")?.querySelector("figcaption")?.textContent.trim().replace(/\s+/g, " ");
    if (caption && !place.hasAttribute("aria-label")) place.setAttribute("aria-label", caption);
    paint(place);
    watcher.observe(place);
  }

  /* A chart that cannot be drawn leaves its table open instead of an empty box. */
  function drawAll(from) {
    for (const place of from.querySelectorAll(".chart[data-chart]")) {
      draw(place).catch((reason) => {
        console.error(reason);
        place.hidden = true;
        const twin = place.closest(".chart-box")?.querySelector("details.twin");
        if (twin) twin.open = true;
      });
    }
  }

  function forget() {
    for (const [place, { chart, watcher }] of drawn) {
      if (place.isConnected) continue;
      watcher?.disconnect();
      chart?.dispose();
      drawn.delete(place);
    }
  }

  document.addEventListener("hamdel:theme", () => {
    for (const [place, { chart }] of drawn) if (chart) paint(place);
  });
  document.addEventListener("htmx:afterSettle", () => {
    forget();
    drawAll(document);
  });

  drawAll(document);
})();
