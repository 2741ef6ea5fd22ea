// A plan of the city to paint on. Python holds it as SIDE x SIDE bytes; this shows and changes it.
const SIDE = 16, CELL = 17, SHOWN = SIDE * CELL;
const KINDS = ["street", "park", "wall"], COLORS = ["#FFFFFF", "#66C5AB", "#222222"];

function render({ model, el }) {
  el.innerHTML = `
    <style>
      .dlc-city { width: ${SHOWN}px; color: var(--jp-ui-font-color1, inherit); font-size: 13px; }
      .dlc-city canvas { width: ${SHOWN}px; height: ${SHOWN}px; cursor: crosshair;
        touch-action: none; border: 1px solid var(--jp-border-color1, #888); border-radius: 4px; }
      .dlc-city canvas:focus-visible, .dlc-city button:focus-visible { outline: 3px solid #0072B2; }
      .dlc-city button { margin: 6px 0; padding: 5px 14px; font: inherit; cursor: pointer; }
    </style>
    <div class="dlc-city">
      <canvas tabindex="0" width="${SHOWN}" height="${SHOWN}" role="img"
        aria-label="Plan of the city. Paint with mouse, finger or pen. With the keyboard, arrow keys
 move a frame and the space bar paints its cell."></canvas>
      <button type="button">Streets only</button>
      <div>Click or drag to paint. Keyboard: arrow keys move a frame, space paints its cell.</div>
    </div>`;
  const canvas = el.querySelector("canvas"), paper = canvas.getContext("2d");
  let cells = new Uint8Array(SIDE * SIDE), own = null, waiting = false;
  let last = null, key = [8, 8], framed = false;

  function draw() {
    cells.forEach((kind, i) => {
      paper.fillStyle = COLORS[kind] ?? COLORS[0];
      paper.fillRect((i % SIDE) * CELL, Math.floor(i / SIDE) * CELL, CELL - 1, CELL - 1);
    });
    const ends = model.get("ends");
    paper.font = `bold ${CELL - 4}px sans-serif`;
    paper.textAlign = "center";
    paper.fillStyle = "#D55E00";
    ["S", "G"].forEach((letter, i) => ends.length === 4 &&
      paper.fillText(letter, (ends[2 * i + 1] + 0.5) * CELL, (ends[2 * i] + 0.82) * CELL));
    if (framed) {
      paper.strokeStyle = "#0072B2";
      paper.lineWidth = 3;
      paper.strokeRect(key[1] * CELL, key[0] * CELL, CELL - 1, CELL - 1);
    }
  }

  function show() {  // what Python has set
    const sent = model.get("cells");
    if (sent !== own && sent.byteLength === SIDE * SIDE)
      cells = new Uint8Array(SIDE * SIDE).map((_, i) => sent.getUint8(i));
    draw();
  }

  function send() {  // at most once per frame
    draw();
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      own = new DataView(cells.slice().buffer);
      model.set("cells", own);
      model.save_changes();
    });
  }

  function paint(row, column) {
    const ends = model.get("ends"), kind = KINDS.indexOf(model.get("brush"));
    const end = [0, 2].some((i) => ends[i] === row && ends[i + 1] === column);
    const inside = Math.min(row, column) >= 0 && Math.max(row, column) < SIDE;
    if (!inside || end || cells[row * SIDE + column] === kind) return;
    cells[row * SIDE + column] = kind;
    send();
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    return [(event.clientY - box.top) * SIDE / box.height,
            (event.clientX - box.left) * SIDE / box.width].map(Math.floor);
  }

  function line(from, to) {  // a fast pointer leaves out cells
    const steps = Math.max(1, ...from.map((k, i) => Math.abs(to[i] - k)));
    for (let n = 0; n <= steps; n++)
      paint(...from.map((k, i) => Math.round(k + (to[i] - k) * n / steps)));
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    line(last, last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    for (const step of event.getCoalescedEvents?.() ?? [event]) {
      line(last, at(step));
      last = at(step);
    }
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, () => { last = null; });

  const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  canvas.addEventListener("keydown", (event) => {
    const move = ARROWS[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    framed = true;
    if (move) key = key.map((k, i) => Math.min(SIDE - 1, Math.max(0, k + move[i])));
    else paint(...key);
    draw();
  });
  canvas.addEventListener("focus", () => {
    framed = canvas.matches(":focus-visible");
    draw();
  });
  canvas.addEventListener("blur", () => { framed = false; draw(); });

  el.querySelector("button").addEventListener("click", () => { cells.fill(0); send(); });
  for (const name of ["cells", "ends"]) model.on(`change:${name}`, show);
  show();
  return () => { for (const name of ["cells", "ends"]) model.off(`change:${name}`, show); };
}

export default { render };
