/** Loupe's own version, in every answer's `x-loupe-version`; a test holds it to package.json. */
export const LOUPE_VERSION = '0.1.0'

/** Of the table of list prices, stored beside every cost that it gave; a test holds it to package.json. */
export const GENAI_PRICES_VERSION = '0.1.8'

/** The version of MLflow whose protocol we speak: its clients decide by it what they send (mlflow-wire.md §0.3). */
export const MLFLOW_VERSION = '3.17.2'
