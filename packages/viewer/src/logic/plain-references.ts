const REFERENCE = /mlflow-attachment:\/\/[0-9a-f-]{0,36}(?:\?[\w%.+~=&*-]*)?/gi

/** A text of one line with the type of each attachment in place of its reference, also where that is cut short. */
export const withPlainReferences = (text: string): string =>
  text.includes('mlflow-attachment://') ? text.replace(REFERENCE, (reference) => `[${typeIn(reference)}]`) : text

function typeIn(reference: string): string {
  const type = /[?&]content_type=([\w%.+-]+)(?=&)/.exec(reference)?.[1]
  try {
    return type === undefined ? 'attachment' : decodeURIComponent(type)
  } catch {
    return 'attachment'
  }
}
