"""Reads traces of a server with MLflow's own client and prints them as JSON: read-traces.py URI TRACE_ID..."""

import json
import sys

import mlflow

mlflow.set_tracking_uri(sys.argv[1])
client = mlflow.MlflowClient()


def span_facts(span):
    return {
        "name": span.name,
        "type": span.span_type,
        "inputs": span.inputs,
        "outputs": span.outputs,
        "attributes": span.attributes,
        "status": span.status.status_code.value,
        "message": span.status.description,
        "events": [{"name": event.name, "attributes": event.attributes} for event in span.events],
        "parent": span.parent_id,
        "id": span.span_id,
    }


def trace_facts(trace_id):
    trace = mlflow.get_trace(trace_id)
    info = trace.info
    return {
        "experiment": client.get_experiment(info.experiment_id).name,
        "state": info.state.value,
        "requestPreview": info.request_preview,
        "responsePreview": info.response_preview,
        "clientRequestId": info.client_request_id,
        "duration": info.execution_duration,
        "tags": info.tags,
        "metadata": info.trace_metadata,
        "tokens": info.token_usage,
        "spans": [span_facts(span) for span in trace.data.spans],
    }


print(json.dumps([trace_facts(trace_id) for trace_id in sys.argv[2:]], default=str))
