import asyncio

from google.adk.agents import Agent
from google.adk.runners import InMemoryRunner
from google.genai import types
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource.create({"service.name": "shop"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)


def multiply(a: float, b: float) -> dict:
    """Multiplies two numbers."""
    return {"result": a * b}


async def main():
    agent = Agent(name="shop", model="gemini-2.5-flash", instruction="Be short.", tools=[multiply])
    runner = InMemoryRunner(agent=agent, app_name="shop")
    session = await runner.session_service.create_session(app_name="shop", user_id="u-1", session_id="s-1")
    question = "I have 57 cats, each owns 44 mittens, how many mittens is that in total?"
    content = types.Content(role="user", parts=[types.Part(text=question)])
    async for _ in runner.run_async(user_id="u-1", session_id=session.id, new_message=content):
        pass


asyncio.run(main())
provider.shutdown()
