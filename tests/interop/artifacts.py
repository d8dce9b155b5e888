"""Files and old traces by MLflow's own client, its server's address in MLFLOW_TRACKING_URI. Prints what it saw as JSON."""

import json
import os
import tempfile
from pathlib import Path

import mlflow
from mlflow.artifacts import download_artifacts
from mlflow.entities import TraceInfo
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from mlflow.tracing.attachments import Attachment
from mlflow.tracing.client import TracingClient
from mlflow.tracking._tracking_service.utils import _get_store

mlflow.set_experiment(os.environ["EXPERIMENT"])
client = mlflow.MlflowClient()
seen = {}


def below(repository, path=None):
    """Files below a path, whole, with their sizes."""
    files = {}
    for entry in repository.list_artifacts(path):
        files |= below(repository, entry.path) if entry.is_dir else {entry.path: entry.file_size}
    return files


# A run keeps files, small ones in one piece and a large one in parts.
folder = Path(tempfile.mkdtemp())
(folder / "sub" / "deep").mkdir(parents=True)
(folder / "sub" / "deep" / "ü 100% & more.txt").write_text("odd name", encoding="utf-8")
(folder / "plain.txt").write_text("plain", encoding="utf-8")
large = folder / "large.bin"
large.write_bytes(bytes(range(256)) * 4096 * 12)
with mlflow.start_run() as run:
    mlflow.log_artifacts(str(folder / "sub"), "sub")
    mlflow.log_artifact(str(folder / "plain.txt"))
    mlflow.log_text("text", "notes/a.md")
    mlflow.log_dict({"a": [1]}, "notes/a.json")
    mlflow.log_artifact(str(large), "parts")
uri = client.get_run(run.info.run_id).info.artifact_uri
repository = get_artifact_repository(uri)
seen["files"] = below(repository)
seen["odd"] = Path(download_artifacts(artifact_uri=f"{uri}/sub/deep/ü 100% & more.txt")).read_text(encoding="utf-8")
seen["dict"] = mlflow.artifacts.load_dict(f"{uri}/notes/a.json")
seen["largeIsWhole"] = Path(download_artifacts(artifact_uri=f"{uri}/parts/large.bin")).read_bytes() == large.read_bytes()
folder_again = Path(download_artifacts(artifact_uri=uri))
seen["wholeFolder"] = sorted(str(path.relative_to(folder_again)) for path in folder_again.rglob("*") if path.is_file())
get_artifact_repository(f"{uri}/notes").delete_artifacts()
seen["afterDelete"] = sorted(below(repository))

# A picture goes beside its trace.
PNG = b"\x89PNG\r\n\x1a\n and some pixels"
with mlflow.start_span("picture") as span:
    span.set_inputs({"image": Attachment(content_type="image/png", content_bytes=PNG)})
mlflow.flush_trace_async_logging()
picture = mlflow.get_trace(span.trace_id)
reference = picture.data.spans[0].inputs["image"]
attachment = reference.removeprefix("mlflow-attachment://").split("?")[0]
tracing = TracingClient()
seen["attachment"] = tracing._get_artifact_repo_for_trace(picture.info).download_trace_attachment(attachment) == PNG

# The old road: a file of spans, put again and again, for a trace that has its spans already.
with mlflow.start_span("outer") as outer:
    outer.set_inputs({"q": 1})
    with mlflow.start_span("inner", span_type="LLM") as inner:
        inner.set_attribute("mlflow.chat.tokenUsage", {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3})
        inner.set_outputs("a text")
mlflow.flush_trace_async_logging()
trace = mlflow.get_trace(outer.trace_id)
for _ in range(2):
    tracing._upload_trace_data(trace.info, trace.data)
again = mlflow.get_trace(outer.trace_id)
seen["sameSpans"] = [span.to_dict() for span in again.data.spans] == [span.to_dict() for span in trace.data.spans]
seen["tokens"] = again.info.token_usage
downloaded = tracing._download_trace_data(trace.info)
seen["fileOfSpans"] = [
    [span.name, span.span_type, span.inputs, span.outputs, span.parent_id is None] for span in downloaded.spans
]

# The same for a trace whose spans come by no other road.
alone = TraceInfo.from_dict({**trace.info.to_dict(), "trace_id": "tr-" + "0" * 31 + "7"})
alone = client._tracing_client.store.start_trace(alone)
seen["askedForSpans"] = "mlflow.trace.spansLocation" not in alone.tags
tracing._upload_trace_data(alone, trace.data)
seen["alone"] = [span.name for span in mlflow.get_trace(alone.trace_id).data.spans]

# Endpoints of clients before 3.0, which the newest client still knows.
store = _get_store()
experiment_id = mlflow.get_experiment_by_name(os.environ["EXPERIMENT"]).experiment_id
begun = store.deprecated_start_trace_v2(experiment_id, 1_000, {"mlflow.trace_schema.version": "2"}, {"mlflow.traceName": "old"})
ended = store.deprecated_end_trace_v2(begun.request_id, 3_500, begun.status.__class__.OK, {"m": "1"}, {"t": "2"})
found = [info for info in mlflow.search_traces(locations=[experiment_id], filter_string="tag.t = '2'", return_type="list", include_spans=False)]
seen["old"] = {
    "begun": [begun.status.value, begun.experiment_id == experiment_id, "mlflow.artifactLocation" in begun.tags],
    "ended": [ended.status.value, ended.execution_time_ms, ended.tags["t"], ended.request_metadata["m"]],
    "found": [info.info.trace_id == begun.request_id for info in found],
}

print(json.dumps(seen))
