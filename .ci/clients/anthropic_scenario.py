"""The official Python library of Claude, driven through a whole working day against the simulated service.

    python anthropic_scenario.py BASE_URL KEY

Needs the PyPI package `anthropic`. Ends with 0 when every step holds, with 1 and the failed steps otherwise.
"""

import json
import sys
import time
import traceback
import urllib.request

import anthropic

MODEL = "claude-sonnet-5-5"
TOOLS = [
    {
        "name": "search_contacts",
        "description": "Find people in the CRM by name, tag or stage.",
        "input_schema": {
            "type": "object",
            "properties": {"query": {"type": "string"}, "limit": {"type": "integer"}},
            "required": ["query"],
        },
    },
    {
        "name": "list_conversation",
        "description": "Read the thread of texts and mails with one person.",
        "input_schema": {
            "type": "object",
            "properties": {"contact_id": {"type": "string"}},
            "required": ["contact_id"],
        },
    },
]


def run_tool(name, arguments):
    """What the CRM would answer."""
    if name == "search_contacts":
        assert "query" in arguments, arguments
        return json.dumps([{"id": "c_8f31", "name": "Maria Delgado", "stage": "Touring"}])
    assert name == "list_conversation" and arguments == {"contact_id": "c_8f31"}, (name, arguments)
    return json.dumps([{"from": "Maria", "text": "Is the price firm?"}])


class Day:
    """The steps; each is one method, run in the order they stand here."""

    def __init__(self, base_url, key):
        self.base_url = base_url.rstrip("/")
        self.key = key
        self.client = anthropic.Anthropic(base_url=self.base_url, api_key=key, max_retries=0)

    def ask(self, text, **more):
        body = {"model": MODEL, "max_tokens": 4096, "messages": [{"role": "user", "content": text}]}
        return self.client.messages.create(**{**body, **more})

    def lists_models_over_pages(self):
        listed = list(self.client.models.list(limit=3))
        ids = [model.id for model in listed]
        assert MODEL in ids and len(ids) == len(set(ids)) and len(ids) > 3, ids
        assert all(model.lifecycle in ("active", "deprecated") for model in listed)
        assert all(model.capabilities.thinking.types is not None for model in listed)
        retired = list(self.client.models.list(lifecycle=["retired"]))
        assert "claude-3-5-sonnet-20241022" in [model.id for model in retired]
        one = self.client.models.retrieve(MODEL)
        assert one.line == "sonnet" and one.max_input_tokens == 1_000_000, one
        assert one.capabilities.thinking.types.between_tools.supported

    def answers_in_one_piece(self):
        message = self.ask("How do I price this home?")
        assert message.stop_reason == "end_turn" and message.role == "assistant"
        assert message.content[0].type == "thinking" and message.content[0].signature
        assert message.content[-1].type == "text" and message.content[-1].text
        assert message.usage.output_tokens > message.usage.output_tokens_details.thinking_tokens > 0
        assert message._request_id.startswith("req_"), message._request_id

    def streams(self):
        seen = []
        with self.client.messages.stream(
            model=MODEL,
            max_tokens=4096,
            thinking={"type": "adaptive", "display": "summarized"},
            messages=[{"role": "user", "content": "Explain how to follow up with Tom, in detail"}],
        ) as stream:
            for event in stream:
                seen.append(event.type)
            final = stream.get_final_message()
        assert seen[0] == "message_start" and seen[-1] == "message_stop", (seen[0], seen[-1])
        assert seen.count("content_block_delta") > 20, seen.count("content_block_delta")
        assert {"thinking", "text", "signature"} <= set(seen), set(seen)
        assert final.content[0].thinking and final.content[0].signature
        assert "## " in final.content[1].text and "|---|" in final.content[1].text
        whole = self.ask(
            "Explain how to follow up with Tom, in detail",
            thinking={"type": "adaptive", "display": "summarized"},
        )
        assert whole.content[1].text == final.content[1].text, "the same question, another answer"

    def loops_over_tools(self):
        messages = [{"role": "user", "content": "Show me the conversation with Maria Delgado."}]
        called = []
        for _ in range(6):
            with self.client.messages.stream(
                model=MODEL, max_tokens=4096, tools=TOOLS, messages=messages
            ) as stream:
                answer = stream.get_final_message()
            messages.append({"role": "assistant", "content": answer.content})
            if answer.stop_reason != "tool_use":
                break
            calls = [block for block in answer.content if block.type == "tool_use"]
            called += [call.name for call in calls]
            results = [
                {"type": "tool_result", "tool_use_id": call.id, "content": run_tool(call.name, call.input)}
                for call in calls
            ]
            messages.append({"role": "user", "content": results})
        assert called == ["search_contacts", "list_conversation"], called
        assert answer.stop_reason == "end_turn"
        assert "Is the price firm?" in answer.content[-1].text, answer.content[-1].text

    def runs_the_library_s_own_tool_runner(self):
        @anthropic.beta_tool
        def search_contacts(query: str) -> str:
            """Find people in the CRM by name.

            Args:
                query: the name to look for
            """
            return run_tool("search_contacts", {"query": query})

        runner = self.client.beta.messages.tool_runner(
            model=MODEL,
            max_tokens=4096,
            tools=[search_contacts],
            messages=[{"role": "user", "content": "Who is Maria Delgado? Find her."}],
        )
        final = runner.until_done()
        assert "Maria Delgado" in final.content[-1].text, final.content

    def answers_in_a_given_shape(self):
        schema = {
            "type": "object",
            "additionalProperties": False,
            "required": ["intent", "score"],
            "properties": {
                "intent": {"type": "string", "enum": ["buy", "sell", "rent"]},
                "score": {"type": "integer"},
            },
        }
        message = self.ask(
            "Score this lead: wants to sell in spring.",
            output_config={"effort": "low", "format": {"type": "json_schema", "schema": schema}},
        )
        value = json.loads(message.content[-1].text)
        assert value["intent"] == "sell" and isinstance(value["score"], int), value

    def counts_what_it_bills(self):
        body = {"model": MODEL, "tools": TOOLS, "messages": [{"role": "user", "content": "How do I price this?"}]}
        counted = self.client.messages.count_tokens(**body)
        usage = self.client.messages.create(max_tokens=64, **body).usage
        total = usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens
        assert counted.input_tokens == total, (counted, usage)

    def reads_what_it_cached(self):
        marker = {"type": "ephemeral", "ttl": "1h"}
        text = f"Be useful. Started at {time.time()}. " * 200
        system = [{"type": "text", "text": text, "cache_control": marker}]
        cold = self.ask("How do I price this home?", system=system).usage
        warm = self.ask("And the open house?", system=system).usage
        assert cold.cache_creation.ephemeral_1h_input_tokens > 512, cold
        assert warm.cache_read_input_tokens == cold.cache_creation_input_tokens, (cold, warm)

    def works_off_a_batch(self):
        params = {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "hello"}]}
        batches = self.client.messages.batches
        made = batches.create(
            requests=[
                {"custom_id": "good", "params": params},
                {"custom_id": "bad", "params": {**params, "messages": []}},
            ]
        )
        assert batches.retrieve(made.id).processing_status == "ended"
        results = {line.custom_id: line.result.type for line in batches.results(made.id)}
        assert results == {"good": "succeeded", "bad": "errored"}, results

    def meets_errors_as_exceptions(self):
        def raises(kind, send, part=""):
            try:
                send()
            except kind as error:
                assert part in str(error), str(error)
                return error
            raise AssertionError(f"no {kind.__name__}")

        gone = raises(
            anthropic.NotFoundError, lambda: self.ask("x", model="claude-3-haiku-20240307"), "model: claude-3-haiku"
        )
        assert gone.request_id.startswith("req_"), gone.request_id
        stranger = anthropic.Anthropic(base_url=self.base_url, api_key="sk-wrong", max_retries=0)
        raises(anthropic.AuthenticationError, lambda: stranger.models.list())
        raises(
            anthropic.BadRequestError,
            lambda: self.ask("x", extra_body={"temperature": 0.2}),
            "temperature",
        )
        raises(
            anthropic.BadRequestError,
            lambda: self.ask("x", thinking={"type": "disabled"}),
            "between_tools",
        )
        sim = {"x-claude-sim": json.dumps({"fault": {"status": 529}})}
        raises(anthropic.APIStatusError, lambda: self.ask("x", extra_headers=sim), "Overloaded")
        middle = {"x-claude-sim": json.dumps({"fault": {"midstream": "overloaded_error", "after_deltas": 2}})}

        def stream():
            with self.client.messages.stream(
                model=MODEL,
                max_tokens=512,
                messages=[{"role": "user", "content": "How do I price this home?"}],
                extra_headers=middle,
            ) as events:
                list(events)

        raises(anthropic.APIStatusError, stream, "overloaded_error")

    def retries_until_it_goes_through(self):
        patient = anthropic.Anthropic(base_url=self.base_url, api_key=self.key, max_retries=2)
        fault = {"fault": {"status": 529, "times": 2, "key": f"retry-{time.time()}", "retry_after": 0}}
        message = patient.messages.create(
            model=MODEL,
            max_tokens=64,
            messages=[{"role": "user", "content": "hello"}],
            extra_headers={"x-claude-sim": json.dumps(fault)},
        )
        assert message.content[-1].text

    def declines(self):
        sim = {"x-claude-sim": json.dumps({"refusal": "general_harms"})}
        message = self.ask("x", extra_headers=sim)
        assert message.stop_reason == "refusal" and message.stop_details.category == "general_harms", message

    def stops_when_the_reader_leaves(self):
        name = f"left-{time.time()}"
        sim = {"x-claude-sim": json.dumps({"watch": name, "delay_ms": 30})}
        with self.client.messages.stream(
            model=MODEL,
            max_tokens=4096,
            messages=[{"role": "user", "content": "Explain how to follow up, in detail"}],
            extra_headers=sim,
        ) as stream:
            for event in stream:
                if event.type == "text":
                    break
        deadline = time.time() + 5
        while True:
            with urllib.request.urlopen(f"{self.base_url}/_sim/watch/{name}") as reply:
                report = json.load(reply)
            if report["state"] == "aborted":
                break
            assert time.time() < deadline, report
            time.sleep(0.02)
        assert report["deltas_sent"] < 20, report

    def speaks_the_older_version_too(self):
        older = anthropic.Anthropic(
            base_url=self.base_url,
            api_key=self.key,
            max_retries=0,
            default_headers={"anthropic-version": "2023-06-01"},
        )
        message = older.messages.create(
            model="claude-haiku-4-5", max_tokens=64, messages=[{"role": "user", "content": "hello"}]
        )
        assert message.model == "claude-haiku-4-5-20251001"


def main():
    day = Day(*sys.argv[1:3])
    steps = [name for name in vars(Day) if not name.startswith("_") and name != "ask"]
    failed = []
    for name in steps:
        try:
            getattr(day, name)()
            print(f"ok      {name}", flush=True)
        except Exception:
            failed.append(name)
            print(f"FAILED  {name}", flush=True)
            traceback.print_exc()
    print(f"anthropic {anthropic.__version__}: {len(steps) - len(failed)} of {len(steps)} steps hold")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main())
