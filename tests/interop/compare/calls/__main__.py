"""Makes every call of the comparison at one server and prints what each gave: python calls TRACKING_URI."""

import json
import os
import sys
import time

# Spans first, then what is said of their trace, one after the other: so that two servers see the same order.
os.environ["MLFLOW_ENABLE_ASYNC_TRACE_LOGGING"] = "false"
# A server's mistake is to be seen, not tried again for minutes.
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"

import mlflow

import assessments
import elsewhere
import experiments
import metrics
import models
import prompts
import registry
import runs
import search
import sessions
import traces
import tracing
from recorder import Recorder

FAMILIES = [experiments, tracing, traces, search, sessions, assessments, metrics, runs, prompts, models, registry, elsewhere]

mlflow.set_tracking_uri(sys.argv[1])
started = time.time_ns()
record = Recorder()
for family in FAMILIES:
    record.family = family.__name__
    family.make_calls(record)
experiments_by_id = {
    each.experiment_id: each.name for each in mlflow.search_experiments(view_type=mlflow.entities.ViewType.ALL)
}
ended = time.time_ns()
print(
    json.dumps(
        {
            "startedMillis": started // 1_000_000,
            "endedMillis": ended // 1_000_000,
            "experiments": experiments_by_id,
            "calls": record.calls,
        }
    )
)
