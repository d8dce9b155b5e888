"""MLflow's client at a Databricks workspace (DATABRICKS_HOST, and a token or a service principal). Prints what it saw as JSON."""

import json
import os
import tempfile
from pathlib import Path

import mlflow
from mlflow.tracing.attachments import Attachment
from mlflow.tracing.client import TracingClient

mlflow.login()
mlflow.set_tracking_uri("databricks")
mlflow.set_registry_uri("databricks-uc")
NAME = "/Users/me@example.com/gemini"
experiment_id = mlflow.create_experiment(NAME, artifact_location=os.environ.get("ARTIFACT_LOCATION"))
mlflow.set_experiment(NAME)
client = mlflow.MlflowClient()
seen = {"location": mlflow.get_experiment(experiment_id).artifact_location}
PNG = b"\x89PNG\r\n\x1a\n and some pixels"


@mlflow.trace(span_type="CHAIN")
def ask(question):
    with mlflow.start_span("model", span_type="LLM") as span:
        span.set_inputs({"q": question, "image": Attachment(content_type="image/png", content_bytes=PNG)})
        span.set_attribute("mlflow.chat.tokenUsage", {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7})
        span.set_outputs("42")
    mlflow.update_current_trace(tags={"env": "prod"}, metadata={"mlflow.trace.session": "s-1"})
    return {"a": 42}


@mlflow.trace
def fail():
    raise ValueError("boom")


ask("why?")
asked = mlflow.get_last_active_trace_id()
try:
    fail()
except ValueError:
    pass
mlflow.flush_trace_async_logging()

trace = mlflow.get_trace(asked)
seen["trace"] = {
    "state": trace.info.state.value,
    "tokens": trace.info.token_usage,
    "session": trace.info.trace_metadata["mlflow.trace.session"],
    "spans": [[span.name, span.span_type, span.outputs, span.parent_id is None] for span in trace.data.spans],
}
uuid = trace.data.spans[1].inputs["image"].removeprefix("mlflow-attachment://").split("?")[0]
repository = TracingClient()._get_artifact_repo_for_trace(trace.info)
seen["attachment"] = repository.download_trace_attachment(uuid) == PNG

found = mlflow.search_traces(locations=[experiment_id], return_type="list", order_by=["timestamp_ms ASC"])
seen["found"] = [[one.info.tags["mlflow.traceName"], one.info.state.value, len(one.data.spans)] for one in found]
errors = mlflow.search_traces(locations=[experiment_id], filter_string="status = 'ERROR'", return_type="list")
seen["errors"] = [event.name for one in errors for span in one.data.spans for event in span.events]

mlflow.log_feedback(trace_id=asked, name="good", value=True, rationale="right")
mlflow.set_trace_tag(asked, "checked", "yes")
after = mlflow.get_trace(asked).info
seen["said"] = [after.tags["checked"], [[one.name, one.value] for one in after.assessments]]

large = Path(tempfile.mkdtemp(), "large.bin")
large.write_bytes(bytes(range(256)) * 4096 * 60)
with mlflow.start_run() as run:
    mlflow.log_artifact(str(large))
    mlflow.log_param("p", 1)
    mlflow.log_text("a note", "notes/a.txt")
    with mlflow.start_span("in a run"):
        pass
mlflow.flush_trace_async_logging()
uri = client.get_run(run.info.run_id).info.artifact_uri
seen["runUri"] = uri.replace(run.info.run_id, "RUN").replace(f"/{experiment_id}/", "/EXPERIMENT/")
downloaded = mlflow.artifacts.download_artifacts(artifact_uri=f"{uri}/notes/a.txt", dst_path=tempfile.mkdtemp())
seen["runFile"] = Path(downloaded).read_text()
downloaded = mlflow.artifacts.download_artifacts(artifact_uri=f"{uri}/large.bin", dst_path=tempfile.mkdtemp())
seen["largeIsWhole"] = Path(downloaded).read_bytes() == large.read_bytes()
in_run = mlflow.search_traces(locations=[experiment_id], run_id=run.info.run_id, return_type="list")
seen["inRun"] = [one.info.tags["mlflow.traceName"] for one in in_run]

model = mlflow.initialize_logged_model(name="agent")
client.log_model_artifacts(model.model_id, str(Path(downloaded).parent))
seen["modelFiles"] = [[file.path, file.file_size] for file in client.list_logged_model_artifacts(model.model_id)]
client.log_model_artifact(model.model_id, __file__)
own_name = Path(__file__).name
read = mlflow.artifacts.load_text(f"{model.artifact_location}/{own_name}")
seen["modelFileIsWhole"] = read == Path(__file__).read_text()

seen["deleted"] = client.delete_traces(experiment_id, trace_ids=[asked])
seen["left"] = len(mlflow.search_traces(locations=[experiment_id], return_type="list", include_spans=False))
print(json.dumps(seen))
