"""The cookbook's notebook on Gemini and MLflow, cell by cell, with MLflow's and Google's own clients.

From the environment: MLFLOW_TRACKING_URI, GOOGLE_API_KEY, GOOGLE_GEMINI_BASE_URL, and EXPERIMENT and ARTIFACT_LOCATION,
which the notebook has in its texts. Prints one line of JSON: the ids of the traces in their order, and the answers.
"""

import json
import os

import google.genai as genai
import mlflow

# %% The client
client = genai.Client(api_key=os.environ["GOOGLE_API_KEY"])

# %% The tracking server
if os.environ.get("DATABRICKS_HOST"):
    mlflow.set_tracking_uri("databricks")
    mlflow.set_registry_uri("databricks-uc")
    mlflow.login()

# %% The experiment
mlflow.create_experiment(os.environ["EXPERIMENT"], artifact_location=os.environ.get("ARTIFACT_LOCATION"))
mlflow.set_experiment(os.environ["EXPERIMENT"])

# %% From here on, calls are traced
mlflow.gemini.autolog()

MODEL_ID = "gemini-2.5-flash"
traces = []
answers = []


def note(response):
    traces.append(mlflow.get_last_active_trace_id())
    answers.append(response.text)


# %% A simple generation
result = client.models.generate_content(model=MODEL_ID, contents="The opposite of hot is")
note(result)

# %% A chat of two turns
with mlflow.start_span(name="multi-turn"):
    chat = client.chats.create(model=MODEL_ID)
    response = chat.send_message("In one sentence, explain how a computer works to a young child.")
    response = chat.send_message("Okay, how about a more detailed explanation to a high schooler?")
note(response)


# %% Functions that the model calls
def add(a: float, b: float):
    """returns a + b."""
    return a + b


def subtract(a: float, b: float):
    """returns a - b."""
    return a - b


def multiply(a: float, b: float):
    """returns a * b."""
    return a * b


def divide(a: float, b: float):
    """returns a / b."""
    return a / b


operation_tools = [add, subtract, multiply, divide]

chat = client.chats.create(model=MODEL_ID, config={"tools": operation_tools})
response = chat.send_message("I have 57 cats, each owns 44 mittens, how many mittens is that in total?")
note(response)

# %% What the test asks for
mlflow.flush_trace_async_logging()
print(json.dumps({"traces": traces, "answers": answers}))
