"""Anthropic's own Python library against our simulated Claude: models, counting, a stream, a tool, a refusal.

CLAUDE_URL, CLAUDE_KEY.
"""

import json
import os

import anthropic

claude = anthropic.Anthropic(base_url=os.environ["CLAUDE_URL"], api_key=os.environ["CLAUDE_KEY"], max_retries=0)
TOOLS = [
    {
        "name": "find_people",
        "description": "Finds people in the client book by name, tag or stage.",
        "input_schema": {
            "type": "object",
            "properties": {"query": {"type": "string", "description": "a name, tag or stage"}},
            "required": ["query"],
        },
    }
]


def user(text):
    return [{"role": "user", "content": text}]


def models():
    listed = [model.id for model in claude.models.list(limit=100)]
    assert listed, "no model is listed"
    assert claude.models.retrieve(listed[0]).id == listed[0]
    print(f"models: {', '.join(listed)}")
    return listed[0]


def counting(model):
    short = claude.messages.count_tokens(model=model, messages=user("hello")).input_tokens
    long = claude.messages.count_tokens(model=model, messages=user("hello " * 500)).input_tokens
    assert 0 < short < long, (short, long)


def streaming(model):
    with claude.messages.stream(model=model, max_tokens=4000, messages=user("What should I say on a first call?")) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    whole = "".join(block.text for block in final.content if block.type == "text")
    assert text and whole == text, "the pieces are the whole"
    assert final.stop_reason == "end_turn" and final.usage.output_tokens > 0, final
    cut = claude.messages.create(model=model, max_tokens=1, messages=user("Tell me everything."))
    assert cut.stop_reason == "max_tokens", cut


def tools(model):
    question = user("Which of my leads are tagged hot? Look them up.")
    asked = claude.messages.create(model=model, max_tokens=4000, tools=TOOLS, messages=question)
    assert asked.stop_reason == "tool_use", asked
    call = next(block for block in asked.content if block.type == "tool_use")
    assert call.name == "find_people" and isinstance(call.input, dict), call
    result = {"type": "tool_result", "tool_use_id": call.id, "content": json.dumps([{"name": "Rosa Lind", "tags": ["hot"]}])}
    thread = question + [{"role": "assistant", "content": asked.content}, {"role": "user", "content": [result]}]
    with claude.messages.stream(model=model, max_tokens=4000, tools=TOOLS, messages=thread) as stream:
        final = stream.get_final_message()
    assert final.stop_reason == "end_turn" and any(block.type == "text" for block in final.content), final


def refusals(model):
    stranger = anthropic.Anthropic(base_url=os.environ["CLAUDE_URL"], api_key="wrong", max_retries=0)
    for expected, attempt in [
        (anthropic.AuthenticationError, lambda: stranger.messages.create(model=model, max_tokens=5, messages=user("hi"))),
        (anthropic.NotFoundError, lambda: claude.messages.create(model="claude-none", max_tokens=5, messages=user("hi"))),
        (anthropic.BadRequestError, lambda: claude.messages.create(model=model, max_tokens=5, messages=[])),
        (
            anthropic.InternalServerError,
            lambda: claude.messages.create(
                model=model, max_tokens=5, messages=user("hi"),
                extra_headers={"x-claude-sim": json.dumps({"fault": {"status": 529, "times": 1, "key": "clients"}})},
            ),
        ),
    ]:
        try:
            attempt()
        except expected:
            continue
        raise AssertionError(f"{expected.__name__} was expected")


def bearer(model):
    token = anthropic.Anthropic(base_url=os.environ["CLAUDE_URL"], auth_token=os.environ["CLAUDE_KEY"], api_key=None, max_retries=0)
    assert token.messages.create(model=model, max_tokens=50, messages=user("hi")).content


chosen = models()
counting(chosen)
streaming(chosen)
tools(chosen)
refusals(chosen)
bearer(chosen)
print("PyPI anthropic: the scenario holds")
