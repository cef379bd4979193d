// Shows the played site as it is and sends what hands do to it. The server decides everything.

const POLL = 200; // milliseconds between two looks
const UPRIGHT = Math.PI / 180;
const says = JSON.parse(document.body.dataset.says);
const sections = [...document.querySelectorAll("section[data-lane]")];
const CAR = { height: 34, middle: 158, parks: 60 }; // height and middle in the drawing, parks in seconds
let known = null; // the last state, and when it came

async function send(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.problem ?? response.statusText);
  look();
}

async function look() {
  try {
    const response = await fetch("/api/state", { cache: "no-store" });
    known = { state: await response.json(), at: performance.now() };
    show(known.state);
    document.querySelector("[data-no-panel]").hidden = true;
  } catch {
    document.querySelector("[data-no-panel]").hidden = false;
  }
}

// --- What is shown -------------------------------------------------------------------------------

function show(state) {
  document.querySelector("[data-no-gate]").hidden = state.controller;
  for (const section of sections) showLane(section, state.lanes[section.dataset.lane]);
  for (const button of document.querySelectorAll("[data-fault]")) {
    const lanes = button.dataset.lane ? [state.lanes[button.dataset.lane]] : Object.values(state.lanes);
    press(button, lanes.every((lane) => lane.faults.includes(button.dataset.fault)));
  }
  for (const button of document.querySelectorAll("[data-reader]")) {
    const { plugged } = state.readers[button.dataset.reader];
    press(button, !plugged);
    button.querySelector("[data-plug]").textContent = says.words[plugged ? "plugged" : "unplugged"];
  }
  for (const button of document.querySelectorAll("[data-trouble]")) {
    press(button, state.readers[button.dataset.line].troubles.includes(button.dataset.trouble));
  }
}

function press(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
}

function showLane(section, lane) {
  section.classList.toggle("touching", lane.touching);
  for (const part of section.querySelectorAll("[data-input]")) {
    part.classList.toggle("lit", lane.inputs.includes(part.dataset.input));
  }
  for (const lamp of section.querySelectorAll("[data-lamp]")) {
    lamp.classList.toggle(lamp.dataset.lamp, lane.outputs.includes(lamp.dataset.lamp));
  }
  section.querySelector("[data-state]").textContent = says.states[lane.gate?.state] ?? "—";
  showVerdict(section.querySelector("[data-verdict]"), lane.gate?.waiting);
  section.querySelector("[data-nobody]").hidden = lane.vehicles.length > 0;
  fill(section.querySelector("[data-present]"), lane.vehicles, row, update);
  fill(section.querySelector("[data-cars]"), lane.vehicles, carOf(section), () => {});
}

function showVerdict(place, waiting) {
  place.hidden = !waiting;
  if (!waiting) return;
  const reasons = waiting.objections.map((code) => says.objections[code] ?? code);
  const verdict = says.words[waiting.granted ? "allowed" : "denied"];
  place.className = `verdict ${waiting.granted ? "tone-ok" : "tone-warn"}`;
  place.textContent = reasons.length ? `${verdict}: ${reasons.join(", ")}` : verdict;
}

// Keeps one child per vehicle, in place, so that a button does not move under a finger.
function fill(list, vehicles, make, change) {
  for (const child of [...list.children]) {
    if (!vehicles.some((vehicle) => String(vehicle.number) === child.dataset.number)) child.remove();
  }
  for (const vehicle of vehicles) {
    let child = [...list.children].find((each) => each.dataset.number === String(vehicle.number));
    if (!child) {
      child = make(vehicle);
      child.dataset.number = vehicle.number;
      list.append(child);
    }
    change(child, vehicle);
  }
}

function row(vehicle) {
  const item = document.getElementById("vehicle").content.firstElementChild.cloneNode(true);
  const name = item.querySelector("[data-name]");
  name.textContent = vehicle.name;
  name.classList.toggle("plate", vehicle.name !== vehicle.tag);
  return item;
}

function update(item, vehicle) {
  const tag = vehicle.tag ? ` · tag ${vehicle.tag}` : "";
  item.querySelector("[data-what]").textContent = `${says.phases[vehicle.phase]}${tag}`;
}

function svg(name, attributes, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

function carOf(section) {
  const scale = Number(section.dataset.scale);
  const top = -CAR.height / 2;
  return (vehicle) => {
    const width = vehicle.length * Math.abs(scale);
    const leadsRight = scale > 0 !== vehicle.inside;
    const left = leadsRight ? -width : 0;
    const glass = left + width * (leadsRight ? 0.62 : 0.22);
    const car = svg("g", { class: "car" });
    car.append(
      svg("rect", { class: "s-car", x: left, y: top, width, height: CAR.height, rx: 8 }),
      svg("rect", { class: "s-glass", x: glass, y: top + 4, width: width * 0.16, height: CAR.height - 8, rx: 3 }),
      svg("rect", { class: "s-plate", x: left + 2, y: -6, width: width - 4, height: 12, rx: 2 }),
      svg("text", { x: left + width / 2, y: 3 }, vehicle.name),
    );
    return car;
  };
}

// --- What moves: the server says from where to where and how fast, the rest is geometry -----------

function placeOf(motion, seconds) {
  const way = motion.goal - motion.at;
  return motion.at + Math.sign(way) * Math.min(Math.abs(way), motion.speed * seconds);
}

function move() {
  if (known) {
    const seconds = (performance.now() - known.at) / 1000;
    for (const section of sections) moveLane(section, known.state.lanes[section.dataset.lane], seconds);
  }
  requestAnimationFrame(move);
}

function moveLane(section, lane, seconds) {
  const angle = placeOf(lane.boom, seconds);
  section.querySelector("[data-arm]").setAttribute("transform", `translate(68 98) rotate(${-angle})`);
  section.querySelector("[data-above]").setAttribute("y2", 190 - 64 * Math.cos(angle * UPRIGHT));
  for (const vehicle of lane.vehicles) {
    const car = section.querySelector(`[data-cars] > [data-number="${vehicle.number}"]`);
    const x = Number(section.dataset.boom) + placeOf(vehicle.front, seconds) * Number(section.dataset.scale);
    car?.setAttribute("transform", `translate(${x} ${CAR.middle})`);
  }
}

// --- What hands do -------------------------------------------------------------------------------

function attempt(section, deed) {
  const problem = section.querySelector("[data-problem]");
  deed.then(
    () => (problem.hidden = true),
    (error) => {
      problem.textContent = error.message;
      problem.hidden = false;
    },
  );
}

function arrive(section, form, vehicle) {
  const shows = form.elements.shows.value;
  const wanted = { tag: shows === "plate" ? "" : vehicle.tag, plate: shows === "tag" ? "" : vehicle.plate };
  // A vehicle without the wanted credential shows the one it has.
  const shown = wanted.tag || wanted.plate ? wanted : vehicle;
  drive(section, form, shown);
}

// Sends up what shows these, in the way the form says.
function drive(section, form, { tag, plate }) {
  const { build, manner, inside, parks } = form.elements;
  const body = {
    lane: section.dataset.lane,
    tag: tag || null,
    plate: plate || null,
    build: build.value,
    manner: manner.value,
    inside: inside.checked,
    parks: parks.checked ? CAR.parks : null,
  };
  attempt(section, send("/api/vehicle", body));
}

function offerKinds(section, form) {
  for (const button of form.querySelectorAll("[data-kind]")) {
    const vehicles = JSON.parse(button.dataset.vehicles);
    const next = button.querySelector("[data-next]");
    let turn = 0;
    const announce = () => (next.textContent = vehicles[turn].plate || vehicles[turn].tag);
    button.addEventListener("click", () => {
      arrive(section, form, vehicles[turn]);
      turn = (turn + 1) % vehicles.length;
      announce();
    });
    announce();
  }
}

function offerOthers(section, form) {
  form.querySelector("[data-list]").addEventListener("change", (event) => {
    const { plate = "", tag = "" } = event.target.selectedOptions[0].dataset;
    if (form.elements.plate) form.elements.plate.value = plate;
    if (form.elements.tag) form.elements.tag.value = tag;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = (name) => form.elements[name]?.value.trim().toUpperCase();
    drive(section, form, { tag: typed("tag"), plate: typed("plate") });
  });
}

for (const section of sections) {
  const form = section.querySelector("[data-arrivals]");
  offerKinds(section, form);
  offerOthers(section, form);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fault], [data-reader], [data-trouble], [data-leave]");
  if (!button) return;
  const section = button.closest("section[data-lane]") ?? sections[0];
  const pressed = button.getAttribute("aria-pressed") === "true";
  const { fault, lane, reader, trouble, line } = button.dataset;
  if (fault) attempt(section, send("/api/fault", { fault, lane: lane ?? null, on: !pressed }));
  else if (reader) attempt(section, send("/api/reader", { reader, plugged: pressed }));
  else if (trouble) attempt(section, send("/api/line", { reader: line, trouble, on: !pressed }));
  else {
    const vehicle = Number(button.closest("[data-number]").dataset.number);
    attempt(section, send("/api/leave", { lane: section.dataset.lane, vehicle }));
  }
});

setInterval(look, POLL);
look();
requestAnimationFrame(move);
