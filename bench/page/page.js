// SPDX-License-Identifier: Apache-2.0
// Stage: the comparison page. Input: the JSON in #data. Output: what the reader sees and moves.
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const byId = (id) => document.getElementById(id);

// Colours that readers with any colour vision tell apart (Okabe and Ito), with a dash each.
const kStyles = [
  ['#0072b2', ''], ['#d55e00', ''], ['#009e73', '6 3'], ['#cc79a7', '2 3'], ['#e69f00', '8 3 2 3'],
  ['#56b4e9', '4 2'], ['#777777', '1 2'], ['#000000', ''],
];

function element(name, attributes = {}, ...children) {
  const svg = ['svg', 'path', 'line', 'text', 'g', 'circle', 'title', 'desc'].includes(name);
  const out = svg ? document.createElementNS('http://www.w3.org/2000/svg', name)
                  : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) out.setAttribute(key, value);
  out.append(...children);
  return out;
}

function fillTable(table, head, rows) {
  table.tHead.replaceChildren(element('tr', {}, ...head.map((t) => element('th', {scope: 'col'}, t))));
  table.tBodies[0].replaceChildren(...rows.map(([title, ...cells]) =>
    element('tr', {}, element('th', {scope: 'row'}, title), ...cells)));
}

function fillSelect(select, options, chosen) {
  select.replaceChildren(...options.map(([value, text]) => element('option', {value}, text)));
  if (chosen !== undefined) select.value = chosen;
}

const bytesText = (bytes) => bytes.toLocaleString('en') + ' bytes';

// ---- pictures ----------------------------------------------------------------------------------

function mediaUrl(encoding) { return `data:${encoding.type};base64,${encoding.data}`; }

function choices(picture) {
  return [['original', 'original'],
          ...picture.encodings.map((e, index) => [String(index), e.label])];
}

function currentPicture() { return data.pictures[Number(byId('picture').value)]; }

function show(side) {
  const picture = currentPicture();
  const value = byId(side).value;
  const image = byId(`${side}-image`);
  const encoding = value === 'original' ? picture.original : picture.encodings[Number(value)];
  image.src = mediaUrl(encoding);
  const label = value === 'original' ? 'original' : encoding.label;
  image.alt = `${picture.name}, ${side}: ${label}`;
}

function showDivider() {
  const share = Number(byId('divider').value);
  byId('right-image').style.clipPath = `inset(0 0 0 ${share}%)`;
  byId('handle').style.left = `${share}%`;
}

function showZoom() {
  const picture = currentPicture();
  const zoom = Number(byId('zoom').value);
  byId('canvas').style.width = `${picture.width * zoom}px`;
  byId('canvas').style.height = `${picture.height * zoom}px`;
}

// Heat from black over red to white, the map's own value the opacity.
function drawMap(context, picture) {
  picture.map.forEach((value, index) => {
    const v = value / 255;
    context.fillStyle = `rgba(${Math.min(1, 2 * v) * 255}, ${Math.max(0, 2 * v - 1) * 255}, 0, 0.55)`;
    context.fillRect(index % picture.columns, Math.floor(index / picture.columns), 1, 1);
  });
}

// A line wherever a block inside the region meets one outside it.
function drawOutline(context, picture, scale) {
  const inside = (x, y) => x >= 0 && x < picture.columns && y >= 0 &&
    y * picture.columns + x < picture.region.length && picture.region[y * picture.columns + x] === 1;
  const rows = picture.region.length / picture.columns;
  context.lineWidth = 2;
  context.strokeStyle = '#00e5ff';
  context.beginPath();
  for (let y = 0; y < rows; ++y) {
    for (let x = 0; x < picture.columns; ++x) {
      if (!inside(x, y)) continue;
      const [l, t, r, b] = [x * scale, y * scale, (x + 1) * scale, (y + 1) * scale];
      if (!inside(x, y - 1)) { context.moveTo(l, t); context.lineTo(r, t); }
      if (!inside(x, y + 1)) { context.moveTo(l, b); context.lineTo(r, b); }
      if (!inside(x - 1, y)) { context.moveTo(l, t); context.lineTo(l, b); }
      if (!inside(x + 1, y)) { context.moveTo(r, t); context.lineTo(r, b); }
    }
  }
  context.stroke();
}

function showOverlay() {
  const picture = currentPicture();
  const overlay = byId('overlay');
  overlay.width = picture.width;
  overlay.height = picture.height;
  const context = overlay.getContext('2d');
  if (byId('map').checked && picture.map) {
    context.save();
    context.scale(8, 8);
    drawMap(context, picture);
    context.restore();
  }
  if (byId('region').checked && picture.region) drawOutline(context, picture, 8);
}

function showScores() {
  const picture = currentPicture();
  const shown = picture.encodings;
  const best = data.scores.map(({better}, i) => {
    const values = shown.map((e) => e.scores[i]).filter((v) => typeof v === 'number');
    return better === 'more' ? Math.max(...values) : Math.min(...values);
  });
  fillTable(byId('scores'), ['encoder', 'bytes', ...data.scores.map((s) => s.name)],
    shown.map((e) => [e.label, element('td', {}, bytesText(e.bytes)),
      ...e.scores.map((value, i) => element('td', value === best[i] ? {class: 'best'} : {},
        value === null ? '–' : String(value)))]));
}

function showPicture() {
  const picture = currentPicture();
  const options = choices(picture);
  const last = String(picture.encodings.length - 1);
  const keep = (select, otherwise) => {
    const old = select.selectedOptions[0]?.textContent;
    const same = options.find(([, text]) => old !== undefined && sameEncoder(text, old));
    fillSelect(select, options, same ? same[0] : otherwise);
  };
  keep(byId('left'), picture.encodings.length > 1 ? '0' : 'original');
  keep(byId('right'), last);
  byId('map-label').hidden = !picture.map;
  byId('region-label').hidden = !picture.region;
  for (const side of ['left', 'right']) show(side);
  showZoom();
  showDivider();
  showOverlay();
  showScores();
}

// Labels are "variant, quality N": the variant is what stays when another picture is chosen.
function sameEncoder(a, b) { return a.split(',')[0] === b.split(',')[0]; }

function followPointer(event) {
  if (event.buttons !== 1) return;
  const box = byId('canvas').getBoundingClientRect();
  byId('divider').value = String(100 * (event.clientX - box.left) / box.width);
  showDivider();
}

function startPictures() {
  if (data.pictures.length === 0) return;
  byId('pictures').hidden = false;
  byId('pictures-note').textContent = data.picturesNote;
  fillSelect(byId('picture'), data.pictures.map((p, index) => [String(index), p.name]));
  byId('picture').addEventListener('change', showPicture);
  byId('left').addEventListener('change', () => show('left'));
  byId('right').addEventListener('change', () => show('right'));
  byId('zoom').addEventListener('change', showZoom);
  byId('map').addEventListener('change', showOverlay);
  byId('region').addEventListener('change', showOverlay);
  byId('divider').addEventListener('input', showDivider);
  byId('canvas').addEventListener('pointerdown', followPointer);
  byId('canvas').addEventListener('pointermove', followPointer);
  showPicture();
}

// ---- charts ------------------------------------------------------------------------------------

// Round steps for an axis: 1, 2 or 5 times a power of ten.
function ticks(low, high, count) {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= raw);
  const out = [];
  for (let t = Math.ceil(low / step) * step; t <= high + step * 1e-9; t += step) out.push(t);
  return out.map((t) => Number(t.toPrecision(10)));
}

function logTicks(low, high) {
  const out = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); ++power) {
    for (const f of [1, 2, 5]) out.push(f * 10 ** power);
  }
  return out.filter((t) => t >= low && t <= high);
}

// A line chart. series: [{name, points: [[x, y], ...]}]; logX, logY choose the axes.
function chart(series, {xTitle, yTitle, title, logX, logY}) {
  const [width, height, left, bottom, top, right] = [900, 440, 70, 50, 10, 210];
  const all = series.flatMap((s) => s.points);
  const fx = logX ? Math.log : (v) => v;
  const fy = logY ? Math.log : (v) => v;
  const range = (values) => [Math.min(...values), Math.max(...values)];
  const [x0, x1] = range(all.map((p) => p[0]));
  const [y0, y1] = range(all.map((p) => p[1]));
  const px = (x) => left + (fx(x) - fx(x0)) / (fx(x1) - fx(x0) || 1) * (width - left - right);
  const py = (y) => height - bottom - (fy(y) - fy(y0)) / (fy(y1) - fy(y0) || 1) * (height - bottom - top);
  const svg = element('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title});
  for (const t of logX ? logTicks(x0, x1) : ticks(x0, x1, 8)) {
    svg.append(element('line', {x1: px(t), x2: px(t), y1: top, y2: height - bottom, stroke: '#8884'}),
      element('text', {x: px(t), y: height - bottom + 18, 'text-anchor': 'middle'}, String(t)));
  }
  for (const t of logY ? logTicks(y0, y1) : ticks(y0, y1, 8)) {
    svg.append(element('line', {x1: left, x2: width - right, y1: py(t), y2: py(t), stroke: '#8884'}),
      element('text', {x: left - 6, y: py(t) + 4, 'text-anchor': 'end'}, String(t)));
  }
  svg.append(element('text', {x: (left + width - right) / 2, y: height - 8, 'text-anchor': 'middle'}, xTitle),
    element('text', {x: 14, y: height / 2, 'text-anchor': 'middle',
      transform: `rotate(-90 14 ${height / 2})`}, yTitle));
  series.forEach((s, i) => {
    const [colour, dash] = kStyles[i % kStyles.length];
    const path = s.points.map(([x, y], n) => `${n ? 'L' : 'M'}${px(x).toFixed(1)} ${py(y).toFixed(1)}`);
    svg.append(element('path', {d: path.join(''), fill: 'none', stroke: colour, 'stroke-width': 2,
      'stroke-dasharray': dash}));
    for (const [x, y] of s.points) {
      svg.append(element('circle', {cx: px(x), cy: py(y), r: 2.5, fill: colour},
        element('title', {}, `${s.name}: ${x}, ${y}`)));
    }
    const ly = top + 20 + 20 * i;
    svg.append(element('line', {x1: width - right + 12, x2: width - right + 44, y1: ly, y2: ly,
      stroke: colour, 'stroke-width': 2, 'stroke-dasharray': dash}),
      element('text', {x: width - right + 50, y: ly + 4}, s.name));
  });
  return svg;
}

// ---- rates -------------------------------------------------------------------------------------

function mean(values) { return values.reduce((a, b) => a + b, 0) / values.length; }

// Points of a variant: one picture's, or the mean over pictures at each quality (geometric in bits).
function curvePoints(variant, picture, measure) {
  const byQuality = new Map();
  for (const row of data.rates.rows) {
    if (row.variant !== variant || (picture !== '' && row.image !== picture)) continue;
    const score = row.scores[measure];
    if (typeof score !== 'number') continue;
    if (!byQuality.has(row.quality)) byQuality.set(row.quality, []);
    byQuality.get(row.quality).push([Math.log(row.bpp), score]);
  }
  return [...byQuality.values()].map((list) =>
    [Math.exp(mean(list.map((p) => p[0]))), mean(list.map((p) => p[1]))])
    .map(([x, y]) => [Number(x.toPrecision(4)), Number(y.toPrecision(6))]);
}

function showCurve() {
  const picture = byId('curve-picture').value;
  const measure = Number(byId('curve-measure').value);
  const name = data.rates.measures[measure];
  const series = data.rates.variants
    .map((variant) => ({name: variant, points: curvePoints(variant, picture, measure)}))
    .filter((s) => s.points.length > 0);
  const of = picture === '' ? `the mean of ${data.rates.images.length} pictures` : picture;
  byId('curve').replaceChildren(chart(series,
    {xTitle: 'bits a pixel', yTitle: name, logX: true, title: `${name} over bits a pixel, ${of}`}));
  byId('curve-caption').textContent = `${name} over bits a pixel, ${of}.`;
}

function signed(value, digits) { return (value > 0 ? '+' : '') + value.toFixed(digits); }

function showBd() {
  const {variants, measures, cells} = data.rates.bd;
  const cellOf = (variant, measure) =>
    cells.find((c) => c.variant === variant && c.measure === measure);
  const best = new Map(measures.map((measure) =>
    [measure, Math.min(...cells.filter((c) => c.measure === measure && c.images > 0)
      .map((c) => c.percent))]));
  fillTable(byId('bd'), ['encoder', ...measures], variants.map((variant) => [variant,
    ...measures.map((measure) => {
      const cell = cellOf(variant, measure);
      if (!cell || cell.images === 0) {
        return element('td', {title: cell ? `${Math.round(100 * cell.share)} % of the range reached` : ''},
          'no result');
      }
      const td = element('td', cell.percent === best.get(measure) ? {class: 'best'} : {},
        signed(cell.percent, 1));
      if (cell.interval !== null) td.append(' ', element('small', {}, `±${cell.interval.toFixed(1)}`));
      if (cell.images < data.rates.images.length) {
        td.append(' ', element('small', {}, `(${cell.images} pictures)`));
      }
      td.title = `${cell.images} pictures, ${Math.round(100 * cell.share)} % of the range reached`;
      td.dataset.percent = String(cell.percent);
      return td;
    })]));
}

function startRates() {
  if (!data.rates) return;
  byId('rates').hidden = false;
  byId('rates-note').textContent = data.rates.note;
  showBd();
  fillSelect(byId('curve-picture'), [['', 'all pictures'], ...data.rates.images.map((i) => [i, i])]);
  const first = data.rates.measures.indexOf('ssimulacra2');
  fillSelect(byId('curve-measure'), data.rates.measures.map((m, i) => [String(i), m]),
    String(Math.max(first, 0)));
  byId('curve-picture').addEventListener('change', showCurve);
  byId('curve-measure').addEventListener('change', showCurve);
  showCurve();
}

// ---- speed -------------------------------------------------------------------------------------

function startSpeed() {
  if (!data.speed) return;
  byId('speed').hidden = false;
  const rows = data.speed.rows;
  const variants = [...new Set(rows.map((r) => r.variant))];
  const caption = 'Median processor time of the whole program, over megapixels, quality ' +
    data.speed.quality;
  byId('speed-chart').replaceChildren(chart(variants.map((variant) => ({name: variant,
    points: rows.filter((r) => r.variant === variant).map((r) => [r.megapixels, r.cpu_s])})),
    {xTitle: 'megapixels', yTitle: 'seconds', title: caption, logX: true, logY: true}));
  byId('speed-caption').textContent = caption + '.';
  fillTable(byId('speed-table'), ['encoder', 'megapixels', 'CPU s', 'ratio to libjpeg-turbo', 'peak MiB'],
    rows.map((r) => [r.variant, ...[r.megapixels, r.cpu_s, r.ratio, r.peak_mib].map((v) =>
      element('td', {}, v === null ? '–' : String(v)))]));
}

for (const [key, value] of data.facts) {
  byId('facts').append(element('dt', {}, key), element('dd', {}, value));
}
startPictures();
startRates();
startSpeed();
