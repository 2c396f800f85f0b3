const wide = 1080;
const tall = 1920;

/** The kiosk is drawn for 1080 × 1920. On another screen of the same kind it is enlarged or reduced as a whole, so targets keep their share of the glass. */
export function fitToWindow(page: Window): () => void {
  const fit = () => {
    const factor = Math.min(page.innerWidth / wide, page.innerHeight / tall);
    // A desk lays its pages out for whatever window it has.
    page.document.documentElement.style.zoom = page.document.documentElement.dataset['profile'] === 'desk' || Math.abs(factor - 1) < 0.01 ? '' : String(factor);
  };
  fit();
  page.addEventListener('resize', fit);
  return () => page.removeEventListener('resize', fit);
}
