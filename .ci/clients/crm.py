"""The CRM's own Python library against our sandbox: what its users do in a day.

GHL_DIRECT_URL, GHL_TOKEN, GHL_LOCATION.
"""

import asyncio
import os
import time

from highlevel import HighLevel

LOCATION = os.environ["GHL_LOCATION"]


def plain(answer):
    """The answer as dictionaries, whether the library gave models or dictionaries."""
    return answer if isinstance(answer, dict) else answer.model_dump(by_alias=True)


async def day():
    crm = HighLevel(private_integration_token=os.environ["GHL_TOKEN"])
    crm.http_client.base_url = os.environ["GHL_DIRECT_URL"]
    now = int(time.time() * 1000)

    location = plain(await crm.locations.get_location(location_id=LOCATION))["location"]
    assert location["id"] == LOCATION
    people = plain(await crm.contacts.search_contacts_advanced({"locationId": LOCATION, "page": 1, "pageLimit": 50}))
    assert len(people["contacts"]) == 50 and people["total"] >= 50

    created = await crm.contacts.create_contact(
        {
            "locationId": LOCATION, "firstName": "Ada", "lastName": "Official",
            "email": f"pypi-{now}@example.com", "phone": f"+1909555{now % 10_000:04}",
        }
    )
    contact = plain(created)["contact"]["id"]
    await crm.contacts.update_contact(contact, {"lastName": "Library"})
    assert plain(await crm.contacts.get_contact(contact))["contact"]["lastName"] == "Library"
    assert "pypi" in plain(await crm.contacts.add_tags(contact, {"tags": ["pypi"]}))["tags"]
    note = plain(await crm.contacts.create_note(contact, {"body": "from the library"}))["note"]
    notes = plain(await crm.contacts.get_all_notes(contact))["notes"]
    assert any(each["id"] == note["id"] for each in notes)

    pipeline = plain(await crm.opportunities.get_pipelines(LOCATION))["pipelines"][0]
    first, second = pipeline["stages"][:2]
    deal = plain(
        await crm.opportunities.create_opportunity(
            {
                "locationId": LOCATION, "pipelineId": pipeline["id"], "pipelineStageId": first["id"],
                "name": "Elm Road", "status": "open", "contactId": contact,
            }
        )
    )["opportunity"]["id"]
    await crm.opportunities.update_opportunity(deal, {"pipelineStageId": second["id"]})
    assert plain(await crm.opportunities.get_opportunity(deal))["opportunity"]["pipelineStageId"] == second["id"]
    await crm.opportunities.search_opportunity(LOCATION, limit=20)

    sent = plain(await crm.conversations.send_a_new_message({"type": "SMS", "contactId": contact, "message": "hello"}))
    await crm.conversations.get_messages(sent["conversationId"])
    assert plain(await crm.conversations.search_conversation(LOCATION))["conversations"]
    calendar = plain(await crm.calendars.get_calendars(LOCATION))["calendars"][0]["id"]
    await crm.calendars.get_slots(calendar, now, now + 7 * 86_400_000)
    assert plain(await crm.workflows.get_workflow(LOCATION))["workflows"]
    users = plain(await crm.users.search_users(location["companyId"], location_id=LOCATION))["users"]
    assert users

    try:
        await crm.contacts.get_contact("nobody00000000000000")
    except Exception as error:  # the library wraps every refusal in its own error
        assert getattr(error, "status_code", None) == 404, error
    else:
        raise AssertionError("somebody who does not exist was found")
    await crm.contacts.delete_contact(contact)
    print("PyPI gohighlevel-api-client: the scenario holds")


asyncio.run(day())
