// Moves a row of the crate: dragged by its handle with mouse, pen or finger, or lifted with a press
// of the handle and carried with the arrow keys. Nothing is changed before it is dropped.
(function () {
  "use strict";
  const BEGINS_PX = 5; // a hand that presses trembles
  const EDGE_PX = 48; // so near the list's end it scrolls
  const FASTEST_PX = 14; // a frame
  let drag = null; // { key, row, pointer, startY, y, tops, to, moving }
  let lifted = null; // { key, row, from, to }
  let swallow = false; // the click that ends a drag is no press of the handle
  let pressing = null; // the key or pointer that holds a row's button: a row drawn anew would lose it
  const list = () => document.getElementById("crate-list");
  const count = () => list().children.length;
  const say = (words) => window.segue.crateTools.say(words);
  const titleOf = (row) => row.querySelector("b").textContent;
  const handleOf = (row) => row.querySelector(".crate-handle");
  const indexOf = (row) => Array.prototype.indexOf.call(list().children, row);

  // ---------- with a pointer ----------

  function press(event) {
    const handle = event.target instanceof Element && event.target.closest(".crate-handle");
    swallow = false;
    if (!handle || event.button !== 0 || drag) return;
    const row = handle.closest("li");
    drag = { key: row.dataset.key, row, pointer: event.pointerId, startY: event.clientY, y: event.clientY };
    handle.setPointerCapture(event.pointerId);
  }

  function begin() {
    putBack();
    swallow = true;
    const { row } = drag;
    drag.moving = true;
    drag.grip = drag.startY - row.getBoundingClientRect().top;
    drag.middles = Array.from(list().children, (one) => one.offsetTop + one.offsetHeight / 2);
    drag.from = indexOf(row);
    drag.to = drag.from;
    drag.top = row.offsetTop;
    row.classList.add("is-dragged");
    document.body.toggleAttribute("data-crate-dragging", true);
    drag.frame = window.requestAnimationFrame(follow);
  }

  function move(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    drag.y = event.clientY;
    if (!drag.moving && Math.abs(drag.y - drag.startY) >= BEGINS_PX) begin();
  }

  // Every frame while something is dragged, for the list scrolls under a hand that rests.
  function follow() {
    if (!drag?.moving) return;
    const box = list().getBoundingClientRect();
    list().scrollTop += pull(drag.y - box.top, box.bottom - drag.y);
    const top = drag.y - box.top - drag.grip + list().scrollTop;
    const most = list().scrollHeight - drag.row.offsetHeight;
    const held = Math.max(0, Math.min(top, most));
    drag.row.style.transform = `translateY(${held - drag.top}px)`;
    const middle = held + drag.row.offsetHeight / 2;
    drag.to = drag.middles.filter((one, at) => at !== drag.from && one < middle).length;
    drawLine(box);
    drag.frame = window.requestAnimationFrame(follow);
  }

  function pull(below, above) {
    const share = (distance) => Math.min(1, (EDGE_PX - distance) / EDGE_PX);
    if (below < EDGE_PX) return -Math.ceil(share(below) * FASTEST_PX);
    return above < EDGE_PX ? Math.ceil(share(above) * FASTEST_PX) : 0;
  }

  function drawLine(box) {
    const others = Array.from(list().children).filter((row) => row !== drag.row);
    const after = others[drag.to];
    const before = others[drag.to - 1];
    // Where it came from there is a hole: the line is at its upper edge.
    const y = drag.to === drag.from ? drag.top
      : after ? after.offsetTop : before.offsetTop + before.offsetHeight;
    const shown = y - list().scrollTop;
    const line = document.getElementById("crate-drop");
    line.hidden = shown < -2 || shown > box.height + 2;
    line.style.top = `${list().offsetTop + shown}px`;
  }

  function finish() {
    window.cancelAnimationFrame(drag.frame);
    drag.row.classList.remove("is-dragged");
    drag.row.style.transform = "";
    document.getElementById("crate-drop").hidden = true;
    document.body.removeAttribute("data-crate-dragging");
    drag = null;
  }

  function release(event) {
    window.setTimeout(() => { swallow = false; });
    if (!drag || event.pointerId !== drag.pointer) return;
    const { key, row, moving, from, to } = drag;
    // Drawn again before it is let go of: so the row glides from the hand to its place.
    const placed = moving && to !== from && window.segue.crate.place(key, to);
    if (drag) finish();
    if (placed) say(`${titleOf(row)} is now ${to + 1} of ${count()}.`);
  }

  // ---------- with keys ----------

  function lift(row) {
    const from = indexOf(row);
    lifted = { key: row.dataset.key, row, from, to: from };
    row.classList.add("is-lifted");
    handleOf(row).setAttribute("aria-pressed", "true");
    ends(row, false, false);
    say(`${titleOf(row)} lifted, ${from + 1} of ${count()}. Arrow keys move it, Space drops it, Escape puts it back.`);
  }

  function ends(row, first, last) {
    row.querySelector('[data-crate="up"]').disabled = first;
    row.querySelector('[data-crate="down"]').disabled = last;
  }

  function carry(to) {
    const target = Math.max(0, Math.min(to, count() - 1));
    if (target === lifted.to) return;
    const { row } = lifted;
    const before = window.segue.crateList.places();
    const focused = document.activeElement;
    const order = Array.from(list().children).filter((one) => one !== row);
    order.splice(target, 0, row);
    lifted.to = target;
    lifted.carrying = true; // the focus leaves a moment while the row moves
    window.segue.crateList.arrange(order);
    if (row.contains(focused)) focused.focus({ preventScroll: true });
    lifted.carrying = false;
    window.segue.crateList.glide(before);
    row.scrollIntoView({ block: "nearest" });
    say(`${target + 1} of ${count()}`);
  }

  function settle() {
    const { key, row, from, to } = lifted;
    lifted = null;
    row.classList.remove("is-lifted");
    handleOf(row).setAttribute("aria-pressed", "false");
    ends(row, from === 0, from === count() - 1);
    return { key, row, from, to };
  }

  function drop() {
    const { key, row, from, to } = settle();
    if (to !== from) window.segue.crate.place(key, to);
    say(`${titleOf(row)} dropped, ${to + 1} of ${count()}.`);
  }

  // Gives whether something was lifted.
  function putBack() {
    if (!lifted) return false;
    const focused = document.activeElement;
    const { row, from } = settle();
    const before = window.segue.crateList.places();
    window.segue.crateList.arrange(window.segue.crateList.inOrder());
    if (row.contains(focused)) handleOf(row).focus({ preventScroll: true });
    window.segue.crateList.glide(before);
    say(`${titleOf(row)} is back at ${from + 1} of ${count()}.`);
    return true;
  }

  // One place up or down at once; the focus stays with `action` of the row.
  function step(key, by, action) {
    const row = window.segue.crateList.row(key);
    if (!row) return;
    if (lifted) {
      carry(lifted.to + by);
      return;
    }
    const to = indexOf(row) + by;
    if (to < 0 || to >= count()) return;
    window.segue.crate.place(key, to);
    window.segue.crateList.focus(action, to);
    say(`${to + 1} of ${count()}`);
  }

  const CARRIES = { ArrowUp: (at) => at - 1, ArrowDown: (at) => at + 1, Home: () => 0, End: () => Infinity };

  function key(event) {
    if (event.key === "Escape" && (drag || lifted)) {
      if (drag) finish();
      else putBack();
      event.stopPropagation();
      event.preventDefault();
      return;
    }
    const row = event.target instanceof Element && event.target.closest("#crate-list li");
    if (!row || drag) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      step(row.dataset.key, event.key === "ArrowUp" ? -1 : 1, event.target.dataset.crate);
    } else if (lifted?.row === row && CARRIES[event.key]) {
      event.preventDefault();
      carry(CARRIES[event.key](lifted.to));
    }
  }

  // A press of the handle, by key, finger or a screen reader, lifts and drops.
  function pressed(event) {
    const handle = event.target instanceof Element && event.target.closest(".crate-handle");
    if (!handle || swallow) return;
    const row = handle.closest("li");
    if (lifted?.row === row) {
      drop();
      window.segue.crateList.row(row.dataset.key)?.querySelector(".crate-handle").focus();
      return;
    }
    if (lifted) drop();
    lift(window.segue.crateList.row(row.dataset.key));
  }

  const inRow = (event) => event.target instanceof Element && Boolean(event.target.closest("#crate-list li"));

  const PRESSES = [" ", "Enter"];
  const pressedBy = (event) => (event.type.startsWith("pointer") ? event.pointerId : event.key);

  function hold(event) {
    const presses = event.type === "pointerdown" ? event.button === 0 : PRESSES.includes(event.key);
    if (presses && inRow(event)) pressing = pressedBy(event);
  }

  function letGo(event) {
    if (pressedBy(event) === pressing) pressing = null;
  }

  function forget() {
    pressing = null;
  }

  // Whoever goes elsewhere has decided.
  function left(event) {
    if (!lifted || lifted.carrying || lifted.row.contains(event.relatedTarget)) return;
    if (lifted.row.contains(event.target) && document.hasFocus()) drop();
  }

  // The list is drawn anew, by another tab perhaps.
  function cancel() {
    if (drag) finish();
    if (lifted) settle();
  }

  document.addEventListener("pointerdown", press);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", () => drag && finish());
  document.addEventListener("keydown", key, true);
  document.addEventListener("click", pressed);
  document.addEventListener("focusout", left);
  for (const begins of ["pointerdown", "keydown"]) document.addEventListener(begins, hold, true);
  for (const over of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(over, letGo, true);
  // It is let go of where nobody tells us.
  window.addEventListener("blur", forget);
  document.addEventListener("contextmenu", forget, true);

  window.segue = Object.assign(window.segue || {}, {
    crateDrag: { step, cancel, isBusy: () => Boolean(drag || lifted || pressing !== null) },
  });
})();
