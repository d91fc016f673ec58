// Draws the charts of a page from the JSON beside them, closes the tables that charts stand for, and moves sliders.
'use strict';
(() => {
  const INK = '#1c2530';
  const SOFT = '#4a5763';
  const GRID = '#e3e8ed';
  // Told apart without seeing red and green, each at least 3 to 1 against white.
  const COLOURS = ['#00509e', '#b8560b', '#1b7a4b', '#8b3f8f', '#5b6670', '#a3313a'];
  const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 4], [1, 4]];
  const number = (digits) => new Intl.NumberFormat('en-GB', { maximumFractionDigits: digits });
  const WRITE = {
    count: (v) => number(0).format(v),
    percent: (v) => number(1).format(100 * v) + ' %',
    bits: (v) => (v > 0 ? '+' : '') + number(2).format(v),
    probability: (v) => (v !== 0 && Math.abs(v) < 0.001 ? v.toExponential(1) : number(4).format(v)),
    seconds: (v) => number(1).format(v) + ' s',
    number: (v) => number(2).format(v),
  };

  // Lines across the chart, and the intervals of points.
  const annotations = {
    id: 'annotations',
    afterDatasetsDraw(chart, _args, options) {
      const { ctx, chartArea: area } = chart;
      const spec = options.spec;
      if (!spec) return;
      ctx.save();
      if (spec.form === 'intervals') {
        chart.data.datasets.forEach((set, s) => {
          const one = spec.series[s];
          ctx.strokeStyle = set.borderColor;
          ctx.lineWidth = 2;
          chart.getDatasetMeta(s).data.forEach((point, i) => {
            if (one.lower[i] == null || one.values[i] == null) return;
            const from = chart.scales.x.getPixelForValue(one.lower[i]);
            const to = chart.scales.x.getPixelForValue(one.upper[i]);
            ctx.beginPath();
            ctx.moveTo(from, point.y);
            ctx.lineTo(to, point.y);
            [from, to].forEach((x) => { ctx.moveTo(x, point.y - 4); ctx.lineTo(x, point.y + 4); });
            ctx.stroke();
          });
        });
      }
      ctx.font = '12px Arial, sans-serif';
      ctx.fillStyle = INK;
      ctx.strokeStyle = INK;
      ctx.lineWidth = 1.5;
      ctx.setLineDash([5, 4]);
      const write = (text, x, y) => { // on white, so that no line runs through it
        const width = ctx.measureText(text).width;
        ctx.fillStyle = 'rgba(255, 255, 255, 0.88)';
        ctx.fillRect(ctx.textAlign === 'right' ? x - width - 2 : x - 2, y - 11, width + 4, 15);
        ctx.fillStyle = INK;
        ctx.fillText(text, x, y);
      };
      (options.marks || []).forEach((mark, i) => {
        const lying = ['lying_bars', 'waterfall', 'intervals', 'curve'].includes(spec.form);
        ctx.beginPath();
        if (lying) {
          const x = chart.scales.x.getPixelForValue(mark.at);
          if (x < area.left - 1 || x > area.right + 1) return;
          ctx.moveTo(x, area.top);
          ctx.lineTo(x, area.bottom);
          ctx.stroke();
          const right = x > (area.left + area.right) / 2;
          ctx.textAlign = right ? 'right' : 'left';
          write(mark.label, x + (right ? -5 : 5), (spec.form === 'curve' ? area.bottom - 8 - 15 * i : area.top + 12 + 15 * i));
        } else {
          const y = chart.scales.y.getPixelForValue(mark.at);
          ctx.moveTo(area.left, y);
          ctx.lineTo(area.right, y);
          ctx.stroke();
          ctx.textAlign = 'left';
          write(mark.label, area.left + 5, y - 5);
        }
      });
      ctx.restore();
    },
  };

  function scale(axis, grid) {
    return {
      type: axis.logarithmic ? 'logarithmic' : 'linear',
      title: { display: axis.title !== '', text: axis.title, color: SOFT },
      grid: { color: grid ? GRID : 'transparent' },
      ticks: { color: SOFT, callback: (v) => WRITE[axis.unit](v), maxTicksLimit: 9 },
    };
  }

  function words(axis) {
    return {
      type: 'category',
      title: { display: axis.title !== '', text: axis.title, color: SOFT },
      grid: { display: false },
      ticks: { color: INK, autoSkip: true, callback(v) { const l = this.getLabelForValue(v); return l.length > 42 ? l.slice(0, 41) + '…' : l; } },
    };
  }

  // The floating bars of a waterfall: where each step begins and ends.
  function steps(values) {
    let at = 0;
    return values.map((v) => { const from = at; at += v || 0; return [from, at]; });
  }

  function configuration(spec) {
    const lying = ['lying_bars', 'waterfall', 'intervals'].includes(spec.form);
    const curve = spec.form === 'curve';
    const bar = ['bars', 'lying_bars', 'stack', 'waterfall'].includes(spec.form);
    const datasets = spec.series.map((one, s) => {
      const colour = COLOURS[s % COLOURS.length];
      if (curve) {
        return { label: one.name, data: one.values.map((y, i) => ({ x: spec.labels[i], y })), borderColor: colour, backgroundColor: colour,
          borderWidth: 2, borderDash: DASHES[s % DASHES.length], pointRadius: spec.labels.length > 60 ? 0 : 2, pointHitRadius: 8, showLine: true };
      }
      if (spec.form === 'intervals') {
        return { label: one.name, type: 'line', showLine: false, data: one.values.map((x, i) => ({ x, y: spec.labels[i] })), borderColor: colour,
          backgroundColor: colour, pointRadius: 5, pointStyle: ['circle', 'rectRot', 'triangle'][s % 3] };
      }
      const values = spec.form === 'waterfall' ? steps(one.values) : one.values;
      const fill = spec.form === 'waterfall' ? one.values.map((v) => (v < 0 ? COLOURS[1] : COLOURS[0])) : colour;
      return { label: one.name, data: values, backgroundColor: fill, borderColor: '#fff', borderWidth: spec.form === 'stack' ? 1 : 0,
        minBarLength: spec.form === 'waterfall' ? 2 : 0, maxBarThickness: lying ? 22 : 60 };
    });
    const value = scale(spec.y, true);
    if (bar && spec.form !== 'waterfall' && !spec.y.logarithmic) value.beginAtZero = true;
    const scales = curve ? { x: scale(spec.x, false), y: value } : lying ? { x: value, y: words(spec.x) } : { x: words(spec.x), y: value };
    if (spec.form === 'stack') { scales.x.stacked = true; scales.y.stacked = true; }
    if (spec.form === 'intervals') scales.y = { ...words(spec.x), labels: spec.labels, offset: true };
    return {
      type: curve ? 'scatter' : spec.form === 'intervals' ? 'line' : 'bar',
      data: { labels: curve ? undefined : spec.labels, datasets },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        indexAxis: lying ? 'y' : 'x',
        interaction: { mode: 'nearest', intersect: false, axis: lying ? 'y' : 'x' },
        scales,
        plugins: {
          legend: { display: spec.series.length > 1, labels: { color: INK, usePointStyle: !bar, ...(curve ? { pointStyle: 'line', pointStyleWidth: 34 } : {}) } },
          annotations: { spec, marks: spec.marks },
          tooltip: { callbacks: {
            title: (items) => (curve ? spec.x.title + ' ' + WRITE[spec.x.unit](items[0].parsed.x) : spec.labels[items[0].dataIndex]),
            label: (item) => {
              const one = spec.series[item.datasetIndex];
              const shown = one.values[item.dataIndex];
              const from = one.lower[item.dataIndex];
              const interval = from == null ? '' : ' (' + WRITE[spec.y.unit](from) + ' to ' + WRITE[spec.y.unit](one.upper[item.dataIndex]) + ')';
              return one.name + ': ' + (shown == null ? 'not shown' : WRITE[spec.y.unit](shown)) + interval;
            },
          } },
        },
      },
      plugins: [annotations],
    };
  }

  const charts = new Map();
  document.querySelectorAll('[data-chart]').forEach((box) => {
    const id = box.dataset.chart;
    const spec = JSON.parse(document.querySelector('script[data-for="' + id + '"]').textContent);
    if (['lying_bars', 'waterfall', 'intervals'].includes(spec.form)) {
      box.style.height = Math.max(9, 4.5 + spec.labels.length * 1.75) + 'rem';
    }
    charts.set(id, new Chart(box.querySelector('canvas'), configuration(spec)));
  });

  // Without this script the tables are open, since nothing else is to be seen.
  document.querySelectorAll('details.data').forEach((table) => { table.open = false; });

  document.querySelectorAll('.slider').forEach((slider) => {
    const input = slider.querySelector('input');
    const rows = Array.from(slider.querySelectorAll('tbody tr'));
    const show = () => {
      const row = rows[Number(input.value)];
      const texts = Array.from(row.children, (cell) => cell.textContent);
      slider.querySelector('output').textContent = texts[0];
      input.setAttribute('aria-valuetext', texts[0]);
      slider.querySelectorAll('[data-column]').forEach((figure) => { figure.textContent = texts[Number(figure.dataset.column)]; });
      rows.forEach((other) => other.classList.toggle('chosen', other === row));
      const at = Number(texts[0].replace(/[^0-9.+-]/g, ''));
      slider.closest('section').querySelectorAll('.chart.curve').forEach((box) => {
        const chart = charts.get(box.dataset.chart);
        const options = chart.options.plugins.annotations;
        if (options.spec.x.unit !== 'bits') return;
        options.marks = options.spec.marks.concat([{ at, label: 'chosen' }]);
        chart.update();
      });
    };
    input.addEventListener('input', show);
    show();
  });

  const links = new Map(Array.from(document.querySelectorAll('nav a'), (a) => [a.getAttribute('href').slice(1), a]));
  if ('IntersectionObserver' in window) {
    const seen = new IntersectionObserver((entries) => {
      entries.filter((e) => e.isIntersecting).forEach((e) => {
        links.forEach((a) => a.removeAttribute('aria-current'));
        links.get(e.target.id).setAttribute('aria-current', 'true');
      });
    }, { rootMargin: '0px 0px -70% 0px' });
    document.querySelectorAll('h2[id]').forEach((heading) => seen.observe(heading));
  }

  // On paper everything is open.
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = Array.from(document.querySelectorAll('details:not([open])'));
    opened.forEach((d) => { d.open = true; });
    charts.forEach((chart) => chart.resize());
  });
  window.addEventListener('afterprint', () => { opened.forEach((d) => { d.open = false; }); });
})();
