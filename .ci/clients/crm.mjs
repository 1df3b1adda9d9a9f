// The CRM's own JavaScript library against our sandbox: what its users do in a day.
//
// GHL_DIRECT_URL, GHL_TOKEN, GHL_LOCATION.
import assert from "node:assert/strict";
import sdk from "@gohighlevel/api-client";

const { HighLevel } = sdk;
const { GHL_DIRECT_URL, GHL_TOKEN, GHL_LOCATION: locationId } = process.env;
const crm = new HighLevel({ privateIntegrationToken: GHL_TOKEN });
crm.getHttpClient().defaults.baseURL = GHL_DIRECT_URL;
const email = `npm-${Date.now()}@example.com`;

const { location } = await crm.locations.getLocation({ locationId });
assert.equal(location.id, locationId);
const { customFields } = await crm.locations.getCustomFields({ locationId, model: "all" });
assert.ok(customFields.length > 0);

const { contacts, total } = await crm.contacts.searchContactsAdvanced({ locationId, page: 1, pageLimit: 50 });
assert.equal(contacts.length, 50);
assert.ok(total >= 50);
const { contact } = await crm.contacts.createContact({ locationId, firstName: "Kim", lastName: "Official", email, phone: "+12065550140" });
const contactId = contact.id;
await crm.contacts.updateContact({ contactId }, { lastName: "Library" });
assert.equal((await crm.contacts.getContact({ contactId })).contact.lastName, "Library");
assert.ok((await crm.contacts.addTags({ contactId }, { tags: ["npm"] })).tags.includes("npm"));
assert.ok(!(await crm.contacts.removeTags({ contactId }, { tags: ["npm"] })).tags.includes("npm"));
const { note } = await crm.contacts.createNote({ contactId }, { body: "from the library" });
assert.ok((await crm.contacts.getAllNotes({ contactId })).notes.some((each) => each.id === note.id));
const { task } = await crm.contacts.createTask({ contactId }, { title: "ring", dueDate: new Date().toISOString(), completed: false });
await crm.contacts.updateTaskCompleted({ contactId, taskId: task.id }, { completed: true });

const { pipelines } = await crm.opportunities.getPipelines({ locationId });
const [stage, next] = pipelines[0].stages;
const { opportunity } = await crm.opportunities.createOpportunity({
  locationId, pipelineId: pipelines[0].id, pipelineStageId: stage.id, name: "Oak Avenue", status: "open", contactId,
});
await crm.opportunities.updateOpportunity({ id: opportunity.id }, { pipelineStageId: next.id });
assert.equal((await crm.opportunities.getOpportunity({ id: opportunity.id })).opportunity.pipelineStageId, next.id);
await crm.opportunities.updateOpportunityStatus({ id: opportunity.id }, { status: "won" });
await crm.opportunities.searchOpportunity({ locationId, limit: 20 });

const sent = await crm.conversations.sendANewMessage({ type: "SMS", contactId, message: "hello" });
const list = await crm.conversations.getMessages({ conversationId: sent.conversationId });
const messages = Array.isArray(list.messages) ? list.messages : list.messages.messages;
assert.ok(messages.some((message) => message.id === sent.messageId));
assert.ok((await crm.conversations.searchConversation({ locationId })).conversations.length > 0);

const { calendars } = await crm.calendars.getCalendars({ locationId });
const now = Date.now();
await crm.calendars.getSlots({ calendarId: calendars[0].id, startDate: now, endDate: now + 7 * 86_400_000 });
assert.ok((await crm.workflows.getWorkflow({ locationId })).workflows.length > 0);

await assert.rejects(crm.contacts.getContact({ contactId: "nobody00000000000000" }), (error) => error.statusCode === 404);
await crm.contacts.deleteContact({ contactId });
console.log("npm @gohighlevel/api-client: the scenario holds");
process.exit(0);
