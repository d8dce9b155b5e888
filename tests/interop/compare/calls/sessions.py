import mlflow
from stories import fixed_trace, session


def make_calls(record):
    experiment = mlflow.set_experiment("sessions").experiment_id
    for place, name in enumerate(["s-1", "s-2", "s-1", "s-3", "s-2", "s-1"]):
        fixed_trace(f"turn {place}", place, inputs=place, metadata=session(name))
    fixed_trace("alone", 9)
    shape = lambda found: [[trace.info.tags["mlflow.traceName"] for trace in each] for each in found]
    record("mlflow.search_sessions", "all", lambda: mlflow.search_sessions(locations=[experiment]), shape)
    record("mlflow.search_sessions", "two", lambda: mlflow.search_sessions(locations=[experiment], max_results=2), shape)
    record(
        "mlflow.search_sessions",
        "without spans",
        lambda: mlflow.search_sessions(locations=[experiment], include_spans=False),
        shape,
    )
