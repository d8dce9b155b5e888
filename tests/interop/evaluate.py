"""Runs, evaluation, prompts and model versions by MLflow's own client, its server's address in MLFLOW_TRACKING_URI.
Prints what it saw as JSON."""

import json
import math
import threading
import time

import mlflow
from mlflow.entities import Feedback, Metric
from mlflow.exceptions import MlflowException
from mlflow.genai.scorers import scorer

mlflow.set_experiment("evaluation")
client = mlflow.MlflowClient()
seen = {}


def code_of(call):
    try:
        call()
    except MlflowException as error:
        return error.error_code


# A run keeps what is logged of it, and a trace made in it is found by it.
with mlflow.start_run(run_name="first") as run:
    mlflow.log_metric("loss", 0.5)
    mlflow.log_metric("loss", 0.25, step=1)
    mlflow.log_metric("none", math.nan)
    mlflow.log_params({"depth": 3})
    mlflow.set_tag("team", "a")
    with mlflow.start_span("in a run") as span:
        span.set_outputs("x")
mlflow.flush_trace_async_logging()
first = client.get_run(run.info.run_id)
frame = mlflow.search_runs(filter_string="metrics.loss < 0.3 AND params.depth = '3'")
seen["run"] = {
    "status": first.info.status,
    "name": first.info.run_name,
    "metrics": {key: None if math.isnan(value) else value for key, value in first.data.metrics.items()},
    "params": first.data.params,
    "team": first.data.tags["team"],
    "history": [(metric.step, metric.value) for metric in client.get_metric_history(first.info.run_id, "loss")],
    "found": list(frame["run_id"]) == [first.info.run_id],
    "traces": list(mlflow.search_traces(run_id=first.info.run_id)["trace_id"]) == [span.trace_id],
    "changed param": code_of(lambda: client.log_param(first.info.run_id, "depth", 4)),
}

# Several writers at once lose nothing.
with mlflow.start_run(run_name="many writers") as many:
    run_id = many.info.run_id

    def write(writer):
        client.log_batch(run_id, [Metric("m", writer, writer, step) for step in range(100)])

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
seen["many writers"] = len(client.get_metric_history(run_id, "m"))


# An evaluation with plain Python scorers.
@scorer
def short(outputs) -> bool:
    return len(outputs) < 40


@scorer
def right(outputs, expectations):
    return Feedback(value=1.0 if expectations["answer"] in outputs else 0.0, rationale="looked")


@mlflow.trace
def predict(question: str) -> str:
    return f"the answer to {question} is 4"


questions = [
    {"inputs": {"question": "2+2"}, "expectations": {"answer": "4"}},
    {"inputs": {"question": "3+3"}, "expectations": {"answer": "6"}},
]
result = mlflow.genai.evaluate(data=questions, predict_fn=predict, scorers=[short, right])
evaluation = client.get_run(result.run_id)
traces = mlflow.search_traces(run_id=result.run_id, return_type="list")
seen["evaluation"] = {
    "metrics": {name: float(value) for name, value in result.metrics.items()},
    "logged": evaluation.data.metrics,
    "type": evaluation.data.tags["mlflow.runType"],
    "datasets": [entry.dataset.name for entry in evaluation.inputs.dataset_inputs],
    "judged": sorted(
        (trace.info.request_preview, judgement.name, judgement.value if hasattr(judgement, "value") else None)
        for trace in traces
        for judgement in trace.info.assessments
    ),
}

# Traces that are there already are judged in a run of their own, which they are linked to.
again = mlflow.genai.evaluate(data=mlflow.search_traces(run_id=result.run_id), scorers=[short])
linked = mlflow.search_traces(run_id=again.run_id, return_type="list")
seen["judged again"] = {
    "metrics": {name: float(value) for name, value in again.metrics.items()},
    "same traces": sorted(t.info.trace_id for t in linked) == sorted(t.info.trace_id for t in traces),
}

# A prompt that a trace loads is linked to it.
mlflow.genai.register_prompt(name="greet", template="Hello {{name}}", tags={"team": "a"})
mlflow.genai.register_prompt(name="greet", template="Hi {{name}}", commit_message="shorter")
mlflow.genai.set_prompt_alias("greet", "production", 1)
with mlflow.start_span("greets") as span:
    prompt = mlflow.genai.load_prompt("prompts:/greet@production")
    span.set_outputs(prompt.format(name="Ann"))
mlflow.flush_trace_async_logging()
deadline = time.monotonic() + 20
while not (tag := mlflow.get_trace(span.trace_id).info.tags.get("mlflow.linkedPrompts")):
    if time.monotonic() > deadline:
        break
    time.sleep(0.1)
seen["prompt"] = {
    "said": mlflow.get_trace(span.trace_id).data.response,
    "latest": mlflow.genai.load_prompt("prompts:/greet@latest").template,
    "versions": [version.version for version in client.search_prompt_versions("greet")],
    "found": [found.name for found in mlflow.genai.search_prompts("name LIKE 'gr%'")],
    "tags": mlflow.genai.get_prompt_tags("greet").get("team"),
    "linked": json.loads(tag or "null"),
    "by prompt": [
        trace.info.trace_id == span.trace_id
        for trace in mlflow.search_traces(filter_string="prompt = 'greet/1'", return_type="list")
    ],
    "missing": code_of(lambda: mlflow.genai.load_prompt("none", version=1)),
}

# A version of the application is found again by its name, and traces and metrics point to it.
model = mlflow.create_external_model(name="agent", params={"llm": "gemini"}, tags={"team": "a"}, model_type="agent")
active = mlflow.set_active_model(name="agent-2")
with mlflow.start_span("of the model"):
    pass
mlflow.flush_trace_async_logging()
with mlflow.start_run():
    mlflow.log_metric("accuracy", 0.9, model_id=model.model_id)
by_accuracy = mlflow.search_logged_models(filter_string="metrics.accuracy > 0.5", output_format="list")
seen["model"] = {
    "status": mlflow.get_logged_model(model.model_id).status.value,
    "params": mlflow.get_logged_model(model.model_id).params,
    "metrics": [(metric.key, metric.value) for metric in mlflow.get_logged_model(model.model_id).metrics],
    "again": mlflow.set_active_model(name="agent-2").model_id == active.model_id,
    "traces": len(mlflow.search_traces(model_id=active.model_id, return_type="list")),
    "found": [found.name for found in by_accuracy],
}

# What is not here is told, at once, in a way that the client understands.
seen["not here"] = {
    "models": code_of(lambda: client.create_registered_model("model")),
    "webhooks": code_of(lambda: client.list_webhooks()),
    "scorers": code_of(lambda: mlflow.genai.scorers.list_scorers()),
}

print(json.dumps(seen))
