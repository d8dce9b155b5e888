from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from pydantic_ai import Agent
from pydantic_ai.models.instrumented import InstrumentationSettings

provider = TracerProvider(resource=Resource.create({"service.name": "shop"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
Agent.instrument_all(InstrumentationSettings(tracer_provider=provider))
agent = Agent("google:gemini-2.5-flash", instructions="Be short.", name="shop")


@agent.tool_plain
def multiply(a: float, b: float) -> float:
    """Multiplies two numbers."""
    return a * b


agent.run_sync("I have 57 cats, each owns 44 mittens, how many mittens is that in total?")
provider.shutdown()
