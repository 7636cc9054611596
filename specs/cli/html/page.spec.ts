import { describe, expect, it } from 'vitest'
import { markup } from '../../../cli/html/markup.ts'
import { page } from '../../../cli/html/page.ts'

describe('page', () => {
  it('escapes its title, and allows nothing but its own style and pictures inside it', () => {
    const text = page({ title: '</title><script>', style: 'b { color: red }', body: [markup`<b>${'<i>'}</b>`] })
    expect(text).toContain('<title>&#60;/title&#62;&#60;script&#62;</title>')
    expect(text).toContain(`default-src 'none'; img-src data:; style-src 'sha256-`)
    expect(text).toContain('<b>&#60;i&#62;</b>')
  })
  it('refuses a style that could end itself', () => {
    expect(() => page({ title: '', style: '</style>', body: [] })).toThrow(/^internal: /)
  })
})
