// Line charts of 24 months. The numbers stand in the page as a table; this draws them.
(() => {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = (text) => (text === "" || text === undefined ? null : Number(text));

  // A row of the table: <tr data-period data-label data-value data-text data-url [data-provisional] [data-current]>
  const points = (table) => [...table.querySelectorAll("tr[data-label]")].map((row) => ({ ...row.dataset }));

  const line = (rows, colour, provisional) => ({
    type: "line",
    silent: false,
    connectNulls: false,
    showSymbol: rows.length < 3,
    symbol: "circle",
    symbolSize: 7,
    lineStyle: { color: colour, width: 2, type: provisional ? [3, 3] : "solid" },
    itemStyle: { color: colour },
    emphasis: { disabled: true },
  });

  // Every month where there is room, else the first of each quarter.
  const isNamed = (rows, width) => (at) => width > 30 * rows.length || /年(1|4|7|10)月$/.test(rows[at].label);

  const options = (rows, unit, width) => {
    const accent = token("--accent");
    const soft = token("--ink-soft");
    // The provisional months come last; their line starts at the last settled month.
    const turn = rows.findIndex((row) => row.provisional !== undefined);
    const firm = rows.map((row) => (row.provisional === undefined ? number(row.value) : null));
    const loose = rows.map((row, at) => (at >= turn - 1 ? number(row.value) : null));
    const now = rows.filter((row) => row.current !== undefined);
    const series = [{ ...line(rows, accent, false), data: firm, name: "已确定" }];
    if (turn >= 0) series.push({ ...line(rows, accent, true), data: loose, name: "暂定" });
    series[0].markPoint = {
      symbol: "circle", symbolSize: 9, silent: true, label: { show: false }, animation: false,
      itemStyle: { color: token("--surface"), borderColor: accent, borderWidth: 2 },
      data: now.filter((row) => row.value !== "").map((row) => ({ coord: [row.label, Number(row.value)] })),
    };
    return {
      animation: false,
      backgroundColor: "transparent",
      aria: { enabled: false },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: soft },
      grid: { left: 8, right: 16, top: 28, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis",
        confine: true,
        backgroundColor: token("--surface"),
        borderColor: token("--line-strong"),
        textStyle: { color: token("--ink"), fontSize: 13 },
        axisPointer: { lineStyle: { color: token("--control") } },
        formatter: (found) => {
          const row = rows[found[0].dataIndex];
          return `${row.label}<br><b>${row.text}</b>${row.provisional === undefined ? "" : "（暂定）"}`;
        },
      },
      xAxis: {
        type: "category", data: rows.map((row) => row.label), boundaryGap: false,
        axisLine: { lineStyle: { color: token("--line-strong") } }, axisTick: { show: false },
        axisLabel: { color: soft, hideOverlap: true, interval: isNamed(rows, width), fontSize: 11, formatter: (label) => { const [year, month] = label.split("年"); return month === "1月" ? `${year}年` : month; } },
      },
      yAxis: {
        type: "value", scale: true, name: unit, nameTextStyle: { color: soft, align: "left", padding: [0, 0, 0, -24] },
        splitNumber: 4, splitLine: { lineStyle: { color: token("--line") } }, axisLabel: { color: soft },
      },
      series,
    };
  };

  const draw = (place) => {
    const rows = points(document.getElementById(place.dataset.chart));
    if (!rows.length) return;
    echarts.getInstanceByDom(place)?.dispose();
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption(options(rows, place.dataset.unit, place.clientWidth));
    chart.getZr().on("click", (event) => {
      const at = chart.convertFromPixel({ seriesIndex: 0 }, [event.offsetX, event.offsetY])[0];
      if (rows[at]?.url) location.assign(rows[at].url);
    });
    place.removeAttribute("aria-busy");
    place.dataset.ready = "1";
  };
  const drawAll = (within) => within.querySelectorAll("[data-chart]").forEach(draw);

  drawAll(document);
  addEventListener("linghang:theme", () => drawAll(document));
  addEventListener("beforeprint", () => document.querySelectorAll("[data-chart]").forEach((place) => echarts.getInstanceByDom(place)?.resize()));
  document.body.addEventListener("htmx:load", (event) => { if (event.target !== document.body) drawAll(event.target); });
  new ResizeObserver((entries) => entries.forEach((entry) => echarts.getInstanceByDom(entry.target)?.resize()))
    .observe(document.querySelector("[data-chart]") || document.body);
})();
