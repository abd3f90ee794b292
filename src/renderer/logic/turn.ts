/** Lets the page draw and answer before the work goes on: what follows is a task of its own. */
export const turn = () => new Promise<void>((later) => setTimeout(later))
