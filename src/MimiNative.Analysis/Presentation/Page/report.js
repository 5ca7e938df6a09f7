"use strict";
// Everything here is an extra: the page says all it has to say without it.
(() => {
  // Hover values at once, also under a finger. The texts are the plots' own <title> elements.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const textOf = element => {
    const title = element.querySelector(":scope > title");
    if (title) {
      element.dataset.tip = title.textContent;
      title.remove(); // or the browser would show it a second time
    }
    return element.dataset.tip;
  };
  const show = (text, event) => {
    tip.textContent = text;
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 4)) + "px";
    tip.style.top = (event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 10 : event.clientY + 18) + "px";
  };
  const number = value => (value === 0 ? "0" : Number(value.toPrecision(3)).toString()).replace("-", "\u2212");

  // A heat map's picture holds palette indices: its pixel under the pointer is looked up in the picture's own palette.
  const pictures = new WeakMap();
  const picture = (image, event) => {
    let known = pictures.get(image);
    if (!known) {
      pictures.set(image, known = {});
      const copy = new Image();
      copy.onload = () => {
        const canvas = document.createElement("canvas");
        canvas.width = copy.naturalWidth;
        canvas.height = copy.naturalHeight;
        const context = canvas.getContext("2d", { willReadFrequently: true });
        context.drawImage(copy, 0, 0);
        known.data = context.getImageData(0, 0, canvas.width, canvas.height);
        if (image.matches(":hover"))
          show(heat(image, event), event);
      };
      copy.src = image.getAttribute("href");
      const bytes = atob(copy.src.slice(copy.src.indexOf(",") + 1));
      const at = bytes.indexOf("PLTE") + 4;
      known.index = new Map();
      for (let i = 255; i >= 0; i--)
        known.index.set((bytes.charCodeAt(at + 3 * i) << 16) | (bytes.charCodeAt(at + 3 * i + 1) << 8) | bytes.charCodeAt(at + 3 * i + 2), i);
    }
    return known;
  };
  const heat = (image, event) => {
    const { data, index } = picture(image, event);
    if (!data)
      return null;
    const box = image.getBoundingClientRect();
    const across = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 0.9999);
    const down = Math.min(Math.max((event.clientY - box.top) / box.height, 0), 0.9999);
    const at = 4 * (Math.floor(down * data.height) * data.width + Math.floor(across * data.width));
    const entry = index.get((data.data[at] << 16) | (data.data[at + 1] << 8) | data.data[at + 2]);
    const [low, high, left, right, bottom, top, wholeX, wholeY] = image.dataset.heat.split(",").map(Number);
    const [x, y, value] = image.dataset.names.split("|");
    const amount = entry > 0 ? "\u2248 " + number(low + (high - low) * (entry - 1) / 254) : "n/a";
    const place = (at, whole) => whole ? Math.round(at) : number(at);
    return `${value} ${amount}\n${x} ${place(left + (right - left) * across, wholeX)}, ${y} ${place(top + (bottom - top) * down, wholeY)}`;
  };
  const point = event => {
    const target = event.target.closest?.(".plot *");
    const text = !target ? null : target.dataset.heat ? heat(target, event) : textOf(target);
    if (text)
      show(text, event);
    else
      tip.hidden = true;
  };
  document.addEventListener("pointermove", point);
  document.addEventListener("pointerdown", point);
  document.addEventListener("scroll", () => tip.hidden = true, { passive: true });

  // 3-D plots turn under the pointer and the arrow keys, by the same projection that drew them.
  for (const group of document.querySelectorAll(".plot .turn")) {
    const svg = group.ownerSVGElement;
    const [cx, cy, size, startAzimuth, startElevation] = group.dataset.view.split(",").map(Number);
    const { width, height } = svg.viewBox.baseVal;
    let azimuth = startAzimuth, elevation = startElevation;
    const vector = text => text.split(",").map(Number);
    const texts = [...group.querySelectorAll("text")].map(element => ({ element, p: vector(element.dataset.p), half: +element.dataset.half }));
    const lines = [...group.querySelectorAll("line")].map(element => ({ element, a: vector(element.dataset.a), b: vector(element.dataset.b) }));
    const marks = [...group.querySelectorAll("path[data-p]")].map(element => ({ element, p: vector(element.dataset.p) }));
    const project = ([x, y, z]) => {
      const away = x * Math.sin(azimuth) + y * Math.cos(azimuth);
      return [
        cx + size * (x * Math.cos(azimuth) - y * Math.sin(azimuth)),
        cy - size * (z * Math.cos(elevation) + away * Math.sin(elevation)),
        z * Math.sin(elevation) - away * Math.cos(elevation),
      ];
    };
    let asked = false;
    const draw = () => {
      asked = false;
      for (const { element, p, half } of texts) {
        const [x, y] = project(p);
        element.setAttribute("x", Math.min(Math.max(x, half), width - half));
        element.setAttribute("y", Math.min(Math.max(y + 4, 12), height - 4));
      }
      for (const { element, a, b } of lines) {
        const [from, to] = [project(a), project(b)];
        element.setAttribute("x1", from[0]);
        element.setAttribute("y1", from[1]);
        element.setAttribute("x2", to[0]);
        element.setAttribute("y2", to[1]);
      }
      for (const mark of marks)
        mark.at = project(mark.p);
      marks.sort((one, other) => one.at[2] - other.at[2]);
      for (const { element, at } of marks) {
        element.setAttribute("transform", `translate(${at[0].toFixed(2)} ${at[1].toFixed(2)})`);
        group.append(element);
      }
    };
    const turn = (right, up) => {
      azimuth += right;
      elevation = Math.min(Math.max(elevation + up, -1.5), 1.5);
      if (!asked)
        requestAnimationFrame(draw);
      asked = true;
    };
    svg.classList.add("turnable");
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("pointerdown", event => svg.setPointerCapture(event.pointerId));
    svg.addEventListener("pointermove", event => {
      if (event.buttons & 1)
        turn(-event.movementX / 120, event.movementY / 120);
    });
    svg.addEventListener("keydown", event => {
      const step = { ArrowLeft: [0.12, 0], ArrowRight: [-0.12, 0], ArrowUp: [0, 0.12], ArrowDown: [0, -0.12] }[event.key];
      if (step) {
        turn(...step);
        event.preventDefault();
      }
    });
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.textContent = "Drag, or use the arrow keys, to turn.";
    svg.after(hint);
  }

  // Tables sort by a click on a heading: numbers by value, texts by letters, blanks last.
  for (const table of document.querySelectorAll("table.sortable"))
    table.querySelectorAll("th").forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      if (heading.querySelector("a")) {
        button.ariaLabel = "Sort by " + heading.textContent;
        heading.append(button); // the link keeps leading to the definition
      } else {
        button.textContent = heading.textContent;
        heading.replaceChildren(button);
      }
      button.addEventListener("click", () => {
        const down = heading.getAttribute("aria-sort") ? heading.getAttribute("aria-sort") === "ascending" : heading.classList.contains("n");
        table.querySelectorAll("th").forEach(other => other.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = row => {
          const cell = row.cells[column];
          const text = cell.textContent.trim().replace("\u2212", "-");
          const value = cell.dataset.s !== undefined ? Number(cell.dataset.s) : parseFloat(text);
          return heading.classList.contains("n") ? value : text;
        };
        const body = table.tBodies[0];
        const rows = [...body.rows].map(row => ({ row, key: key(row) }));
        rows.sort((one, other) => {
          if (typeof one.key === "string")
            return (down ? -1 : 1) * one.key.localeCompare(other.key, "en", { numeric: true });
          if (Number.isNaN(one.key) || Number.isNaN(other.key))
            return Number.isNaN(one.key) - Number.isNaN(other.key);
          return (down ? -1 : 1) * (one.key - other.key);
        });
        body.append(...rows.map(entry => entry.row));
      });
    });

  // On paper the words used are all there; other details stay as the reader left them.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".glossary details:not([open])")];
    opened.forEach(details => details.open = true);
  });
  addEventListener("afterprint", () => opened.forEach(details => details.open = false));
})();
