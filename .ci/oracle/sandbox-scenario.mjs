// Walks through every route a client of ours or of others would use, so that the proxy in front of the sandbox can judge
// each answer. Also looks at what a schema cannot say: cursors, tags, lag, refusals.
//
// GHL_URL (the proxy), GHL_TOKEN, GHL_LOCATION, GHL_GENERATION v3 | v2.
import assert from "node:assert/strict";
import { belongings, closedTimes, definitions, later, lostDeal } from "./rare-routes.mjs";

const { GHL_URL, GHL_TOKEN, GHL_LOCATION: locationId, GHL_GENERATION = "v3" } = process.env;
const v3 = GHL_GENERATION === "v3";
const day = 86_400_000;
const now = Date.now();
let asked = 0;

function version(path) {
  if (v3) return "v3";
  return /^\/(calendars|conversations)/.test(path) ? "2021-04-15" : "2021-07-28";
}

// Asks and returns [status, body, headers].
async function ask(method, path, { query, body, headers } = {}) {
  const url = new URL(GHL_URL + path);
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) url.searchParams.append(name, value);
  const answer = await fetch(url, {
    method,
    headers: {
      Authorization: `Bearer ${GHL_TOKEN}`,
      Version: version(path),
      Accept: "application/json",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  asked += 1;
  const text = await answer.text();
  return [answer.status, text.startsWith("{") ? JSON.parse(text) : text, answer.headers];
}

// Asks and insists on success.
async function ok(method, path, options) {
  const [status, body] = await ask(method, path, options);
  assert.ok(status >= 200 && status < 300, `${method} ${path} was answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

// Asks and insists on a refusal.
async function refused(expected, method, path, options) {
  const [status, body] = await ask(method, path, options);
  assert.equal(status, expected, `${method} ${path} was answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

// Asks again until the index has caught up with the store; half a minute at most.
async function eventually(what, question) {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) {
    if (await question()) return;
  }
  assert.fail(`never came: ${what}`);
}

async function theOffice() {
  const { location } = await ok("GET", `/locations/${locationId}`);
  assert.equal(location.id, locationId);
  const { users } = v3
    ? await ok("GET", "/users/search", { query: { companyId: location.companyId, locationId } })
    : await ok("GET", "/users/", { query: { locationId } });
  assert.ok(users.length > 0, "an office has agents");
  await ok("GET", `/users/${users[0].id}`);
  assert.ok((await ok("GET", `/locations/${locationId}/tags`)).tags.length > 0);
  const { customFields } = await ok("GET", `/locations/${locationId}/customFields`, { query: { model: "all" } });
  const kinds = new Set(customFields.map((field) => field.dataType));
  assert.ok(kinds.size >= 8, `a field of each kind, found ${[...kinds].join(" ")}`);
  assert.ok((await ok("GET", "/workflows/", { query: { locationId } })).workflows.length > 0);
  return { users, customFields };
}

async function people({ users, customFields }) {
  const search = (body) => ok("POST", "/contacts/search", { body: { locationId, ...body } });
  const sort = [{ field: "dateUpdated", direction: "asc" }];
  const seen = new Set();
  let cursor;
  let total;
  do {
    const page = await search({ pageLimit: 100, sort, ...(cursor ? { searchAfter: cursor } : { page: 1 }) });
    total = page.total;
    for (const contact of page.contacts) seen.add(contact.id);
    cursor = page.contacts.length === 100 ? page.contacts.at(-1).searchAfter : undefined;
  } while (cursor);
  assert.ok(Math.abs(seen.size - total) <= 3, `${seen.size} people by cursor, ${total} by count`);

  const field = customFields.find((each) => each.dataType === "TEXT" && (each.model ?? "contact") === "contact");
  const email = `scenario-${now}@example.com`;
  const { contact } = await ok("POST", "/contacts/", {
    body: {
      locationId,
      firstName: "Noor",
      lastName: "Scenario",
      email,
      phone: "+12065550139",
      source: "scenario",
      tags: ["first"],
      ...(field && { customFields: [{ id: field.id, [v3 ? "fieldValue" : "field_value"]: "told by a scenario" }] }),
    },
  });
  const path = `/contacts/${contact.id}`;
  await ok("GET", path);
  const dndSettings = { [v3 ? "email" : "Email"]: { status: "active", message: "asked", code: "1" } };
  await ok("PUT", path, { body: { lastName: "Renamed", assignedTo: users[0].id, dndSettings } });
  assert.equal((await ok("GET", path)).contact.lastName, "Renamed");
  const after = async (method, tags) => (await ok(method, `${path}/tags`, { body: { tags } })).tags.toSorted();
  assert.deepEqual(await after("POST", ["second", "third"]), ["first", "second", "third"]);
  assert.deepEqual(await after("DELETE", ["third"]), ["first", "second"]);

  const again = await ok("POST", "/contacts/upsert", { body: { locationId, email, firstName: "Noor" } });
  assert.equal(again.new, false);
  assert.equal(again.contact.id, contact.id);
  await ok("GET", "/contacts/search/duplicate", { query: { locationId, email } });
  const twin = await refused(400, "POST", "/contacts/", { body: { locationId, email, firstName: "Twin" } });
  assert.equal(twin.meta?.contactId, contact.id, "a duplicate names the person it would double");
  const found = async () => (await search({ pageLimit: 10, page: 1, query: "Renamed" })).contacts.some((each) => each.id === contact.id);
  await eventually("a new person in the search", found);
  return contact;
}

async function notesAndTasks(contact, { users }) {
  const path = `/contacts/${contact.id}`;
  const { note } = await ok("POST", `${path}/notes`, { body: { body: "met at the open house", userId: users[0].id } });
  assert.ok((await ok("GET", `${path}/notes`)).notes.some((each) => each.id === note.id));
  await ok("PUT", `${path}/notes/${note.id}`, { body: { body: "met twice" } });
  await ok("GET", `${path}/notes/${note.id}`);
  const dueDate = new Date(now + day).toISOString();
  const { task } = await ok("POST", `${path}/tasks`, { body: { title: "call", dueDate, completed: false, assignedTo: users[0].id } });
  await ok("GET", `${path}/tasks/${task.id}`);
  await ok("PUT", `${path}/tasks/${task.id}/completed`, { body: { completed: true } });
  assert.ok((await ok("GET", `${path}/tasks`)).tasks.some((each) => each.id === task.id && each.completed));
  await ok("GET", `${path}/appointments`);
  await ok("POST", `/locations/${locationId}/tasks/search`, { body: { completed: false, limit: 25, skip: 0 } });
  await ok("DELETE", `${path}/tasks/${task.id}`);
  await ok("DELETE", `${path}/notes/${note.id}`);
}

async function deals(contact) {
  const { pipelines } = await ok("GET", "/opportunities/pipelines", { query: { locationId } });
  assert.ok(pipelines.length >= 2, "two pipelines");
  const [first, second] = pipelines[0].stages;
  const { opportunity } = await ok("POST", "/opportunities/", {
    body: {
      locationId,
      pipelineId: pipelines[0].id,
      pipelineStageId: first.id,
      name: "Maple Street",
      status: "open",
      contactId: contact.id,
      monetaryValue: 450000,
    },
  });
  const path = `/opportunities/${opportunity.id}`;
  await ok("PUT", path, { body: { pipelineStageId: second.id } });
  assert.equal((await ok("GET", path)).opportunity.pipelineStageId, second.id);
  await ok("PUT", `${path}/status`, { body: { status: "won" } });
  const query = v3 ? { locationId, limit: 20 } : { location_id: locationId, limit: 20 };
  const { meta } = await ok("GET", "/opportunities/search", { query });
  await ok("GET", "/opportunities/search", { query: { ...query, startAfter: meta.startAfter, startAfterId: meta.startAfterId } });
  const additionalDetails = { notes: false, tasks: false, calendarEvents: false, unReadConversations: false };
  const sort = [{ field: "date_updated", direction: "asc" }];
  await ok("POST", "/opportunities/search", { body: { locationId, limit: 100, page: 1, query: "", sort, additionalDetails } });
  await ok("GET", "/opportunities/lost-reason", { query: { locationId } });
  await ok("DELETE", path);
}

async function talk(contact) {
  const message = { contactId: contact.id, status: "pending", subType: "CRM" };
  const sms = await ok("POST", "/conversations/messages", { body: { ...message, type: "SMS", message: "Saturday at ten?" } });
  const { conversations } = await ok("GET", "/conversations/search", { query: { locationId, limit: 20 } });
  assert.ok(conversations.length > 0);
  await ok("GET", `/conversations/${sms.conversationId}`);
  const list = await ok("GET", `/conversations/${sms.conversationId}/messages`, { query: { limit: 20 } });
  const messages = Array.isArray(list.messages) ? list.messages : list.messages.messages;
  assert.ok(messages.some((each) => each.id === sms.messageId));
  await ok("GET", `/conversations/messages/${sms.messageId}`);
  await ok("PUT", `/conversations/${sms.conversationId}`, { body: { locationId, unreadCount: 0 } });
  const some = { locationId, limit: 100 };
  for (const channel of [undefined, "Email"]) {
    const page = await ok("GET", "/conversations/messages/export", { query: { ...some, channel, sortBy: "createdAt", sortOrder: "asc" } });
    const cursor = page.nextCursor ?? undefined;
    if (cursor) await ok("GET", "/conversations/messages/export", { query: { ...some, channel, cursor } });
    const email = page.messages.find((each) => each.meta?.email?.messageIds?.length);
    if (email) await ok("GET", `/conversations/messages/email/${email.meta.email.messageIds[0]}`);
  }
  // The person asked not to be mailed.
  await refused(400, "POST", "/conversations/messages", { body: { ...message, type: "Email", subject: "no", html: "<p>no</p>" } });
}

async function visits(contact) {
  const { calendars } = await ok("GET", "/calendars/", { query: { locationId } });
  assert.ok(calendars.length > 0);
  const calendarId = calendars[0].id;
  await ok("GET", `/calendars/${calendarId}`);
  const days = await ok("GET", `/calendars/${calendarId}/free-slots`, { query: { startDate: now, endDate: now + 7 * day } });
  const slots = Object.entries(days).flatMap(([key, value]) => (/^\d{4}-/.test(key) ? value.slots : []));
  assert.ok(slots.length > 0, "a free slot in the coming week");
  const body = { calendarId, locationId, contactId: contact.id, startTime: slots[0], title: "showing", appointmentStatus: "confirmed" };
  const booked = await ok("POST", "/calendars/events/appointments", { body });
  await ok("GET", `/calendars/events/appointments/${booked.id}`);
  // One slot, one visitor.
  await refused(400, "POST", "/calendars/events/appointments", { body });
  const window = { startTime: String(now), endTime: String(now + 8 * day) };
  await ok("GET", "/calendars/events", { query: { locationId, calendarId, ...window } });
  await ok("PUT", `/calendars/events/appointments/${booked.id}`, { body: { appointmentStatus: "cancelled" } });
}

async function refusals(contact) {
  await refused(403, "GET", "/locations/another0location0000");
  await refused(401, "GET", `/contacts/${contact.id}`, { headers: { Authorization: "Bearer pit-wrong" } });
  await refused(404, "GET", "/contacts/nobody00000000000000");
  const [, , headers] = await ask("GET", `/contacts/${contact.id}`);
  assert.ok(headers.get("x-ratelimit-max"), "rate limit headers on every answer");
}

// A part that fails does not hide what the others would find.
let failed = 0;
async function part(name, play) {
  try {
    return await play();
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}

const office = await part("the office", theOffice);
const contact = office && (await part("people", () => people(office)));
if (contact) {
  await part("notes and tasks", () => notesAndTasks(contact, office));
  await part("deals", () => deals(contact));
  await part("conversations", () => talk(contact));
  await part("visits", () => visits(contact));
  const tools = { ok, refused, v3, locationId, now };
  await part("definitions", () => definitions(tools));
  await part("belongings", () => belongings(tools, contact, office));
  await part("a lost deal", () => lostDeal(tools, contact, office));
  await part("messages for later", () => later(tools, contact));
  await part("closed times", () => closedTimes(tools, contact));
  await part("refusals", () => refusals(contact));
  await part("farewell", async () => {
    await ok("DELETE", `/contacts/${contact.id}`);
    await refused(404, "GET", `/contacts/${contact.id}`);
  });
}
console.log(`${GHL_GENERATION}: ${asked} requests, ${failed} parts failed`);
process.exit(failed === 0 ? 0 : 1);
