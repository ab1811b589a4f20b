const response = await fetch('/api/greeting')
const { greeting }: { greeting: string } = await response.json()
document.querySelector('#greeting')!.textContent = greeting
