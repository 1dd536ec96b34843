/* A screen nobody touches: what [data-wall] holds is fetched anew every so many seconds; when
   that fails the old figures stay, and their time says how old they are. */
export function startWall() {
  const wall = document.querySelector("[data-wall]");
  if (!wall) return;
  setInterval(async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return location.reload();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-wall]");
      if (fresh) wall.replaceChildren(...fresh.childNodes);
    } catch {
      /* no network: the next try comes */
    }
  }, Number(wall.dataset.wall) * 1000);
}
