/* Buttons that write "@name " into the note they belong to. */
export function startMentions() {
  for (const button of document.querySelectorAll("button[data-mention]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const note = document.getElementById(button.dataset.into);
      const text = note.value && !/\s$/.test(note.value) ? `${note.value} ` : note.value;
      note.value = `${text}@${button.dataset.mention} `;
      note.focus();
    });
  }
}
