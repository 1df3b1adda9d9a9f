// Prints the configuration with which Schemathesis fuzzes the sandbox: ids that exist there, so that most requests get
// further than "not found".
//
// GHL_URL, GHL_TOKEN, GHL_LOCATION, GHL_GENERATION v3 | v2.
const { GHL_URL, GHL_TOKEN, GHL_LOCATION: locationId, GHL_GENERATION = "v3" } = process.env;
const v3 = GHL_GENERATION === "v3";

async function ask(method, path, body) {
  const headers = { Authorization: `Bearer ${GHL_TOKEN}`, Version: v3 ? "v3" : "2021-07-28", "Content-Type": "application/json" };
  const answer = await fetch(GHL_URL + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

const at = `locationId=${locationId}`;
const ids = (rows) => rows.slice(0, 12).map((row) => row.id);
const { contacts } = await ask("POST", "/contacts/search", { locationId, pageLimit: 12 });
const { opportunities } = await ask("POST", "/opportunities/search", { locationId, limit: 12 });
const { pipelines } = await ask("GET", `/opportunities/pipelines?${at}`);
const { calendars } = await ask("GET", `/calendars/?${at}`);
const { conversations } = await ask("GET", `/conversations/search?${at}`);
const { messages } = await ask("GET", `/conversations/messages/export?${at}&limit=12`);
const { customFields } = await ask("GET", `/locations/${locationId}/customFields`);
const { tags } = await ask("GET", `/locations/${locationId}/tags`);
const { workflows } = await ask("GET", `/workflows/?${at}`);
const { campaigns } = await ask("GET", `/campaigns/?${at}`);
const { lostReasons } = await ask("GET", `/opportunities/lost-reason?${at}`);
const { location } = await ask("GET", `/locations/${locationId}`);

const dictionaries = {
  location: [locationId],
  company: [location.companyId],
  contact: ids(contacts),
  opportunity: ids(opportunities),
  pipeline: ids(pipelines),
  stage: pipelines.flatMap((pipeline) => ids(pipeline.stages)),
  calendar: ids(calendars),
  conversation: ids(conversations),
  message: ids(messages),
  field: ids(customFields),
  tag: ids(tags),
  workflow: ids(workflows),
  campaign: ids(campaigns),
  lostReason: ids(lostReasons),
  moment: Array.from({ length: 4 }, (_, day) => Date.now() + (day - 1) * 86_400_000),
};
// Where the ids of a kind belong; now and then something else is tried.
const places = {
  location: ["path.locationId", "query.locationId", "query.location_id", "body.locationId"],
  company: ["query.companyId"],
  contact: ["path.contactId", "query.contactId", "body.contactId", "body.contacts[*]"],
  opportunity: [],
  pipeline: ["body.pipelineId", "query.pipelineId"],
  stage: ["body.pipelineStageId"],
  calendar: ["path.calendarId", "query.calendarId", "body.calendarId"],
  conversation: ["path.conversationId", "body.conversationId"],
  message: ["path.messageId"],
  field: ["body.customFields[*].id"],
  tag: ["path.tagId"],
  workflow: ["path.workflowId"],
  campaign: ["path.campaignId"],
  lostReason: ["body.lostReasonId"],
  moment: ["query.startDate", "query.endDate", "query.startTime", "query.endTime"],
};

const lines = [];
for (const [name, values] of Object.entries(dictionaries)) {
  if (values.length > 0) lines.push(`[dictionaries.${name}]`, `values = ${JSON.stringify(values)}`, "");
}
lines.push("[parameters]");
for (const [name, keys] of Object.entries(places)) {
  for (const key of keys) {
    if (dictionaries[name].length > 0) lines.push(`"${key}" = { dictionary = "${name}", probability = 0.85 }`);
  }
}
lines.push("");
for (const [path, name] of [
  ["/opportunities/{id}", "opportunity"],
  ["/opportunities/{id}/status", "opportunity"],
  ["/opportunities/{id}/followers", "opportunity"],
  ["/conversations/messages/{id}", "message"],
  ["/locations/{locationId}/customFields/{id}", "field"],
]) {
  lines.push("[[operations]]", `include-path = "${path}"`, `parameters = { "path.id" = { dictionary = "${name}", probability = 0.85 } }`, "");
}
console.log(lines.join("\n"));
