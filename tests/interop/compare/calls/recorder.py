"""Makes calls of MLflow's client one by one and keeps what each gave, or raised, and what was printed meanwhile."""

import logging
import math
import warnings

from mlflow.exceptions import MlflowException


class Complaints(logging.Handler):
    """Gathers what the client warns of."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def take(self):
        lines, self.lines = self.lines, []
        return lines


class Recorder:
    def __init__(self):
        self.calls = []
        self.family = ""
        self.complaints = Complaints()
        logging.getLogger("mlflow").addHandler(self.complaints)

    def __call__(self, api, case, work, show=lambda value: value):
        """Calls `work`, keeps it as a case of `api`, with what `show` makes of its value; gives the value, None if it raised."""
        entry = {"family": self.family, "api": api, "case": case}
        self.calls.append(entry)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                value = work()
                entry["value"] = facts(show(value))
                return value
            except Exception as error:
                entry["error"] = {"type": type(error).__name__, "message": str(error)}
                if isinstance(error, MlflowException):
                    entry["error"]["code"] = error.error_code
                return None
            finally:
                told = [f"{type(w.message).__name__}: {w.message}" for w in warned if "Warning" != type(w.message).__name__]
                entry["complaints"] = self.complaints.take() + [line for line in told if "deprecat" not in line.lower()]


def facts(value):
    """What an entity of MLflow holds, as JSON."""
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, dict):
        return {str(key): facts(item) for key, item in value.items()}
    if type(value).__name__ == "PagedList":
        return {"items": [facts(item) for item in value], "more": bool(value.token)}
    if isinstance(value, (list, tuple, set)):
        return [facts(item) for item in value]
    if type(value).__name__ == "DataFrame":
        return {"columns": list(value.columns), "rows": [facts(row) for row in value.to_dict("records")]}
    if type(value).__name__ == "Trace":
        return {"info": facts(value.info.to_dict()), "spans": [facts(span.to_dict()) for span in value.data.spans]}
    for name in ("to_dict", "to_dictionary"):
        if hasattr(value, name):
            return facts(getattr(value, name)())
    if hasattr(value, "value") and hasattr(value, "name"):
        return value.name
    if hasattr(value, "__iter__"):
        return facts(dict(value))
    if hasattr(value, "__dict__"):
        return {key.lstrip("_"): facts(item) for key, item in vars(value).items()}
    return str(value)
