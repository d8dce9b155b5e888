import { expect, test } from './browser-lane.ts'

test('the page has its look: the fonts it ships and the colours of its tokens', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/experiments')
  await page.getByRole('heading', { name: 'Experiments' }).waitFor()

  expect(await page.evaluate(background)).toBe('rgb(247, 246, 243)')
  expect(await page.evaluate('getComputedStyle(document.body).fontFamily')).toContain('Inter')
  expect(
    await page.evaluate("document.fonts.ready.then((fonts) => [...fonts].some((font) => font.status === 'loaded'))"),
  ).toBe(true)
})

const background = 'getComputedStyle(document.body).backgroundColor'

test('a dark system shows a dark page from the first paint on', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto('/experiments')
  await page.getByRole('heading', { name: 'Experiments' }).waitFor()

  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
  expect(await page.evaluate(background)).toBe('rgb(19, 20, 22)')
})

test('a chosen theme is remembered', async ({ page }) => {
  await page.goto('/experiments')
  const toggle = page.getByRole('button', { name: /^Theme/ })
  await toggle.click()
  await toggle.click()
  expect(await toggle.getAttribute('aria-label')).toContain('Theme: dark')

  await page.reload()

  await toggle.waitFor()
  expect(await page.evaluate(background)).toBe('rgb(19, 20, 22)')
})

test('? shows all keys, and Escape closes them', async ({ page }) => {
  await page.goto('/experiments')
  await page.getByRole('heading', { name: 'Experiments' }).waitFor()

  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' })
})

test('the page is a production build, though tests built it', async ({ page }) => {
  await page.goto('/')
  const scripts = await page
    .locator('script[type="module"]')
    .evaluateAll((all) => all.map((script) => (script as HTMLScriptElement).src))
  expect(scripts).not.toHaveLength(0)
  for (const script of scripts) {
    const text = await (await fetch(script)).text()
    expect(text.includes('should have a unique "key" prop')).toBe(false)
  }
})
