// The routes that a day of work seldom takes: definitions, followers, campaigns, blocked times, messages for later.
// Each part gets the tools of the scenario that calls it: { ok, refused, v3, locationId, now }.

const hour = 3_600_000;
const day = 24 * hour;

// Tags, custom values and custom fields of the account: made, read, renamed, deleted.
export async function definitions({ ok, refused, locationId }) {
  const here = `/locations/${locationId}`;
  const { tag } = await ok("POST", `${here}/tags`, { body: { name: "rare" } });
  await refused(400, "POST", `${here}/tags`, { body: { name: "Rare" } });
  await ok("PUT", `${here}/tags/${tag.id}`, { body: { name: "rarer" } });
  await ok("GET", `${here}/tags/${tag.id}`);
  await ok("DELETE", `${here}/tags/${tag.id}`);
  await refused(404, "GET", `${here}/tags/${tag.id}`);

  await ok("GET", `${here}/customValues`);
  const { customValue } = await ok("POST", `${here}/customValues`, { body: { name: "Slogan", value: "Homes" } });
  await ok("PUT", `${here}/customValues/${customValue.id}`, { body: { name: "Slogan", value: "Better homes" } });
  await ok("GET", `${here}/customValues/${customValue.id}`);
  await ok("DELETE", `${here}/customValues/${customValue.id}`);

  const definition = { name: "Moat", dataType: "TEXT", model: "contact" };
  const { customField } = await ok("POST", `${here}/customFields`, { body: definition });
  await ok("PUT", `${here}/customFields/${customField.id}`, { body: { name: "Moat and bridge" } });
  await ok("GET", `${here}/customFields/${customField.id}`);
  await ok("DELETE", `${here}/customFields/${customField.id}`);
}

// Followers, bulk tags, workflows and campaigns of one person.
export async function belongings({ ok, v3, locationId }, contact, { users }) {
  const path = `/contacts/${contact.id}`;
  await ok("POST", `${path}/followers`, { body: { followers: [users[0].id] } });
  await ok("DELETE", `${path}/followers`, { body: { followers: [users[0].id] } });
  for (const type of ["add", "remove"]) {
    await ok("POST", `/contacts/bulk/tags/update/${type}`, { body: { contacts: [contact.id], tags: ["bulk"], locationId } });
  }
  const { workflows } = await ok("GET", "/workflows/", { query: { locationId } });
  const workflow = `${path}/workflow/${workflows[0].id}`;
  await ok("POST", workflow, { body: {} });
  await ok("DELETE", workflow, { body: {} });
  const { campaigns } = await ok("GET", "/campaigns/", { query: { locationId } });
  const campaign = `${path}/campaigns/${campaigns[0].id}`;
  await ok("POST", campaign, { body: {} });
  await ok("DELETE", campaign);
  await ok("DELETE", `${path}/campaigns/${v3 ? "remove-all" : "removeAll"}`);
  if (!v3) await ok("GET", "/contacts/", { query: { locationId, limit: 20 } });
}

// A deal that is put in twice, followed, and lost for a reason of the account.
export async function lostDeal({ ok, refused, locationId }, contact, { users }) {
  const { pipelines } = await ok("GET", "/opportunities/pipelines", { query: { locationId } });
  const body = { locationId, pipelineId: pipelines[0].id, contactId: contact.id, name: "Elm Street", status: "open" };
  const first = await ok("POST", "/opportunities/upsert", { body });
  const again = await ok("POST", "/opportunities/upsert", { body: { ...body, monetaryValue: 320_000 } });
  if (again.opportunity.id !== first.opportunity.id) throw new Error("an upsert made a second deal");
  const path = `/opportunities/${first.opportunity.id}`;
  await ok("POST", `${path}/followers`, { body: { followers: [users[0].id] } });
  await ok("DELETE", `${path}/followers`, { body: { followers: [users[0].id] } });
  const { lostReasons } = await ok("GET", "/opportunities/lost-reason", { query: { locationId, limit: 100, skip: 0 } });
  await refused(400, "PUT", `${path}/status`, { body: { status: "lost", lostReasonId: "nobody-knows-it" } });
  await ok("PUT", `${path}/status`, { body: { status: "lost", lostReasonId: lostReasons[0].id } });
  const { opportunity } = await ok("GET", path);
  if (opportunity.lostReasonId !== lostReasons[0].id) throw new Error(`lost for ${opportunity.lostReasonId}`);
  await ok("DELETE", path);
}

// Messages for later that are taken back, a message of a provider, and a conversation that is closed.
export async function later({ ok, refused, locationId, now }, contact) {
  const message = { contactId: contact.id, type: "SMS", message: "tomorrow?", scheduledTimestamp: Math.round((now + day) / 1000) };
  const planned = await ok("POST", "/conversations/messages", { body: message });
  await ok("DELETE", `/conversations/messages/${planned.messageId}/schedule`);
  const { conversationId } = planned;
  await refused(400, "POST", "/conversations/", { body: { locationId, contactId: contact.id } });
  const told = { type: "SMS", conversationId, contactId: contact.id, conversationProviderId: "a-provider", message: "yes" };
  await ok("POST", "/conversations/messages/inbound", { body: told });
  await ok("DELETE", `/conversations/${conversationId}`);
  await ok("POST", "/conversations/", { body: { locationId, contactId: contact.id } });
}

// Times that are kept free, and a visit that is deleted.
export async function closedTimes({ ok, locationId, now }, contact) {
  const { calendars } = await ok("GET", "/calendars/", { query: { locationId } });
  const calendarId = calendars[0].id;
  const at = (offset) => new Date(now + 9 * day + offset).toISOString();
  const window = { startTime: String(now), endTime: String(now + 20 * day) };
  const body = { calendarId, locationId, title: "away", startTime: at(0), endTime: at(hour) };
  const block = await ok("POST", "/calendars/events/block-slots", { body });
  await ok("PUT", `/calendars/events/block-slots/${block.id}`, { body: { ...body, endTime: at(2 * hour) } });
  await ok("GET", "/calendars/blocked-slots", { query: { locationId, calendarId, ...window } });
  const visit = { calendarId, locationId, contactId: contact.id, startTime: at(3 * hour), ignoreFreeSlotValidation: true };
  const booked = await ok("POST", "/calendars/events/appointments", { body: visit });
  await ok("GET", `/contacts/${contact.id}/appointments`);
  await ok("DELETE", `/calendars/events/${booked.id}`, { body: {} });
}
