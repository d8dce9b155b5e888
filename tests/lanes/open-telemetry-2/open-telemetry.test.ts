import { fileURLToPath } from 'node:url'

import { testNesting } from '../testing/nesting.ts'

testNesting(fileURLToPath(new URL('.', import.meta.url)))
