import threading

import mlflow


def make_calls(record):
    client = mlflow.MlflowClient()
    mlflow.set_experiment("prompts")
    record(
        "mlflow.genai.register_prompt",
        "a new one",
        lambda: mlflow.genai.register_prompt("greet", "Hello {{ name }}", commit_message="first", tags={"team": "a"}),
        shape,
    )
    record("mlflow.genai.register_prompt", "another version", lambda: mlflow.genai.register_prompt("greet", "Hi {{ name }}"), shape)
    record(
        "mlflow.genai.register_prompt",
        "a chat",
        lambda: mlflow.genai.register_prompt("chat", [{"role": "user", "content": "{{ q }}"}]),
        shape,
    )
    record("mlflow.genai.register_prompt", "a bad name", lambda: mlflow.genai.register_prompt("a/b:c", "x"))
    record("mlflow.genai.load_prompt", "a version", lambda: mlflow.genai.load_prompt("greet", version=1), shape)
    record("mlflow.genai.load_prompt", "by its address", lambda: mlflow.genai.load_prompt("prompts:/greet/2"), shape)
    record("mlflow.genai.load_prompt", "the newest", lambda: mlflow.genai.load_prompt("prompts:/greet@latest"), shape)
    record("mlflow.genai.load_prompt", "an unknown version", lambda: mlflow.genai.load_prompt("greet", version=9))
    record("mlflow.genai.load_prompt", "an unknown one that may be missing", lambda: mlflow.genai.load_prompt("none", version=1, allow_missing=True))
    record("mlflow.genai.set_prompt_alias", "one", lambda: mlflow.genai.set_prompt_alias("greet", "live", 1))
    record("mlflow.genai.load_prompt", "by alias", lambda: mlflow.genai.load_prompt("prompts:/greet@live"), shape)
    record("mlflow.genai.delete_prompt_alias", "one", lambda: mlflow.genai.delete_prompt_alias("greet", "live"))
    record("mlflow.genai.load_prompt", "by an alias that is gone", lambda: mlflow.genai.load_prompt("prompts:/greet@live"))
    record("MlflowClient.set_prompt_tag", "one", lambda: client.set_prompt_tag("greet", "k", "v"))
    record("MlflowClient.get_prompt", "one", lambda: client.get_prompt("greet"), lambda prompt: {"name": prompt.name, "tags": prompt.tags})
    record("MlflowClient.get_prompt", "an unknown one", lambda: client.get_prompt("none"))
    record("MlflowClient.set_prompt_version_tag", "one", lambda: client.set_prompt_version_tag("greet", 1, "k", "v"))
    record("MlflowClient.get_prompt_version", "one", lambda: client.get_prompt_version("greet", 1), shape)
    record("mlflow.genai.search_prompts", "all", lambda: mlflow.genai.search_prompts(), lambda found: sorted(each.name for each in found))
    record(
        "mlflow.genai.search_prompts", "by name", lambda: mlflow.genai.search_prompts("name LIKE 'gr%'"), lambda found: [each.name for each in found]
    )
    record("MlflowClient.search_prompt_versions", "of one", lambda: client.search_prompt_versions("greet"), lambda found: sorted(v.version for v in found))
    record("mlflow.genai.load_prompt", "within a trace", lambda: in_a_trace(), lambda at: linked(client, at))
    record(
        "MlflowClient.link_prompt_versions_to_trace",
        "one",
        lambda: linked_by_hand(client),
        lambda at: linked(client, at),
    )
    record("MlflowClient.delete_prompt_version", "one", lambda: client.delete_prompt_version("greet", "2"))
    record("MlflowClient.delete_prompt_version", "again", lambda: client.delete_prompt_version("greet", "2"))
    record("MlflowClient.delete_prompt", "one", lambda: client.delete_prompt("chat"))


def shape(prompt):
    return {
        "name": prompt.name,
        "version": prompt.version,
        "template": prompt.template,
        "message": prompt.commit_message,
        "tags": prompt.tags,
        "variables": sorted(prompt.variables),
        "aliases": prompt.aliases,
    }


def in_a_trace():
    with mlflow.start_span("prompted") as span:
        mlflow.genai.load_prompt("greet", version=1).format(name="ann")
    # Linked by a thread of its own: the tag is there when that has ended.
    for thread in threading.enumerate():
        if "link" in thread.name.lower():
            thread.join(20)
    return span.trace_id


def linked_by_hand(client):
    with mlflow.start_span("linked by hand") as span:
        pass
    client.link_prompt_versions_to_trace([client.get_prompt_version("greet", 1)], span.trace_id)
    return span.trace_id


def linked(client, trace_id):
    tag = mlflow.get_trace(trace_id).info.tags.get("mlflow.linkedPrompts")
    found = client.search_traces(
        [mlflow.get_trace(trace_id).info.experiment_id], filter_string="prompt = 'greet/1'", include_spans=False
    )
    return {"tag": tag, "found": sorted(trace.info.tags["mlflow.traceName"] for trace in found)}
