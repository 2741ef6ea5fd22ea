// A pad to draw on. Python holds the ink as SIDE x SIDE bytes; this shows it and changes it.
const SIDE = 56, SHOWN = 280, PEN = 0.08 * SHOWN;

function render({ model, el }) {
  el.innerHTML = `
    <style>
      .dlc-pad { width: ${SHOWN}px; color: var(--jp-ui-font-color1, inherit); font-size: 13px; }
      .dlc-pad .paper { position: relative; height: ${SHOWN}px; }
      .dlc-pad canvas { width: ${SHOWN}px; height: ${SHOWN}px; background: white; cursor: crosshair;
        touch-action: none; border: 1px solid var(--jp-border-color1, #888); border-radius: 4px; }
      .dlc-pad canvas:focus-visible, .dlc-pad button:focus-visible { outline: 3px solid #0072B2; }
      .dlc-pad .pen { position: absolute; width: 14px; height: 14px; margin: -7px 0 0 -7px;
        border: 2px solid #0072B2; border-radius: 50%; pointer-events: none; display: none; }
      .dlc-pad .pen.down { background: #D55E00; }
      .dlc-pad button { margin-top: 8px; padding: 5px 14px; font: inherit; cursor: pointer; }
    </style>
    <div class="dlc-pad">
      <div class="paper"><canvas tabindex="0" width="${SHOWN}" height="${SHOWN}" role="img"
        aria-label="Drawing pad. Draw with mouse, finger or pen. With the keyboard, arrow keys
 move the pen and the space bar lowers and lifts it."></canvas><div class="pen"></div></div>
      <button type="button">Clear</button>
      <div>Draw a digit. Keyboard: arrow keys move the pen, space lowers and lifts it.</div>
    </div>`;
  const canvas = el.querySelector("canvas"), pen = el.querySelector(".pen");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  const small = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const cells = small.getContext("2d", { willReadFrequently: true });
  let last = null, own = null, waiting = false, key = [0.5, 0.25], down = false;

  function wipe() {
    paper.fillStyle = "white";
    paper.fillRect(0, 0, SHOWN, SHOWN);
  }

  function show() {  // ink that Python has set
    const ink = model.get("ink");
    if (ink === own) return;
    wipe();
    if (ink.byteLength !== SIDE * SIDE) return;
    const image = cells.createImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++)
      image.data.set([...Array(3).fill(255 - ink.getUint8(i)), 255], 4 * i);
    cells.putImageData(image, 0, 0);
    paper.imageSmoothingEnabled = true;
    paper.drawImage(small, 0, 0, SHOWN, SHOWN);
  }

  function send() {  // at most once per frame
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      cells.imageSmoothingQuality = "high";
      cells.drawImage(canvas, 0, 0, SIDE, SIDE);
      const rgba = cells.getImageData(0, 0, SIDE, SIDE).data;
      const ink = new Uint8Array(SIDE * SIDE).map((_, i) => 255 - rgba[4 * i]);
      own = new DataView(ink.buffer);
      model.set("ink", own);
      model.save_changes();
    });
  }

  function line(from, to) {
    paper.lineWidth = PEN;
    paper.lineCap = paper.lineJoin = "round";
    paper.strokeStyle = "black";
    paper.beginPath();
    paper.moveTo(...from);
    paper.lineTo(...to);
    paper.stroke();
    send();
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * SHOWN / box.width,
            (event.clientY - box.top) * SHOWN / box.height];
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    line(last, last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    for (const step of event.getCoalescedEvents?.() ?? [event]) {
      const next = at(step);
      line(last, next);
      last = next;
    }
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, () => { last = null; });

  function placePen() {
    pen.style.cssText = `display: block; left: ${key[0] * SHOWN}px; top: ${key[1] * SHOWN}px`;
    pen.className = down ? "pen down" : "pen";
  }
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    const move = ARROWS[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    const from = key.map((k) => k * SHOWN);
    if (move) key = key.map((k, i) => Math.min(1, Math.max(0, k + move[i] / 28)));
    else down = !down;
    if (down) line(from, key.map((k) => k * SHOWN));
    placePen();
  });
  canvas.addEventListener("focus", () => { if (canvas.matches(":focus-visible")) placePen(); });
  canvas.addEventListener("blur", () => { down = false; pen.style.display = "none"; });

  el.querySelector("button").addEventListener("click", () => { wipe(); send(); });
  model.on("change:ink", show);
  wipe();
  show();
  return () => model.off("change:ink", show);
}

export default { render };
