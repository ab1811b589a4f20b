const form = document.querySelector('form')!
const list = document.querySelector('ul')!

async function show(): Promise<void> {
  const response = await fetch('/api/notes')
  const notes: { text: string }[] = await response.json()
  list.replaceChildren(...notes.map(({ text }) => Object.assign(document.createElement('li'), { textContent: text })))
}

async function add(text: FormDataEntryValue | null): Promise<void> {
  await fetch('/api/notes', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })
  form.reset()
  await show()
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void add(new FormData(form).get('text'))
})

await show()
