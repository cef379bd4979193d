// Changes one element into another in the smallest steps, so that focus, an open <details> and
// what a screen reader has already said stay where they are. An explanation stays until there is
// something else to say in its place.

export function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || key(from) !== key(to)) {
    from.replaceWith(to.cloneNode(true));
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  if (from.isEqualNode(to) || (from.dataset.explains && to.hidden)) return;
  attributes(from, to);
  children(from, to);
}

function key(node) {
  return node.dataset?.key;
}

function attributes(from, to) {
  for (const { name } of [...from.attributes]) {
    const kept = name === "open" && from.nodeName === "DETAILS";
    if (!to.hasAttribute(name) && !kept && name !== "style") from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function children(from, to) {
  const next = [...to.childNodes];
  [...from.childNodes].forEach((child, place) => {
    if (place < next.length) morph(child, next[place]);
    else child.remove();
  });
  for (const child of next.slice(from.childNodes.length)) from.append(child.cloneNode(true));
}
