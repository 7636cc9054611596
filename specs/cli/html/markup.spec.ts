import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escaped, markup, pictureUrl, textOf } from '../../../cli/html/markup.ts'

/** What a browser makes of references to characters. */
const read = (text: string): string => text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))

describe('markup', () => {
  it('escapes every text wherever it comes from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const one = escaped(text)
        expect(one).not.toMatch(/[<>"'`]/)
        expect(textOf(markup`<b title="${text}">${text}${[text, [text]]}</b>`)).toBe(`<b title="${one}">${one}${one}${one}</b>`)
        expect([...read(one)]).toHaveLength([...text].length)
      }),
    )
  })
  it('loses nothing that HTML can hold', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(read(escaped(text))).toBe(text)
      }),
    )
    expect(escaped('día 日 \u{1f600}\n\t\u0000\u202e\ud800')).toBe('día 日 \u{1f600}\n\t\ufffd\ufffd\ufffd')
  })
  it('puts markup into markup as it is, and nothing for what is absent', () => {
    expect(textOf(markup`<p>${markup`<br>`}${undefined}${false}${0}${[markup`<i>`, '<']}</p>`)).toBe('<p><br>0<i>&#60;</p>')
  })
  it.each([
    ['an attribute without quotes', () => markup`<b title=${'x'}>`],
    ['a tag', () => markup`<b ${'x'}>`],
    ['the name of a tag', () => markup`<${'x'}>`],
    ['a script', () => markup`<script>${'x'}</script>`],
    ['a style', () => markup`<style type="text/css">${'x'}</style>`],
    ['a style with an attribute of text', () => markup`<style title="${'x'}">${'x'}</style>`],
    ['a handler', () => markup`<b onclick="${'x'}">`],
    ['a style attribute', () => markup`<b class="a" style="color: ${'x'}">`],
    ['an address', () => markup`<a href="${'javascript:alert(1)'}">`],
    ['a picture’s address', () => markup`<img class="a" src="${'x'}">`],
  ])('refuses text in %s', (_, made) => {
    expect(made).toThrow(/^internal: /)
  })
  it('goes on after a style, a script and attributes', () => {
    expect(textOf(markup`<style>a > b {}</style><script>"</script><b a="1 > 0" b="${'"'}">${'<'}`)).toBe(
      '<style>a > b {}</style><script>"</script><b a="1 > 0" b="&#34;">&#60;',
    )
  })
  it('makes addresses of pictures only', () => {
    expect(textOf(markup`<img src="${pictureUrl('png', Uint8Array.of(1, 2, 3))}">`)).toBe('<img src="data:image/png;base64,AQID">')
  })
})
