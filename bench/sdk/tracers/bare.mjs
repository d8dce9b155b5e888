/** No tracer: what the others are measured against. */
export const setUp = () => ({ traced: (ai) => ai, flush: async () => {} })
