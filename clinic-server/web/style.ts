/** One sheet for the server's pages. Works from 320 px, with large text and without colours. */
export const style = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#f4f1ea;color:#16201c;font:1.125rem/1.5 system-ui,"Segoe UI",Roboto,Arial,sans-serif;overflow-wrap:anywhere}
header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:0 1.25rem;padding:.5rem 1.25rem;background:#0d2f29;color:#f4f1ea;font-weight:600}
header a{display:inline-block;padding:.625rem 0;color:inherit}
main{max-width:34rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}
h1{margin:0 0 1rem;font-size:1.75rem;line-height:1.2}
p{margin:0 0 1rem}
label{display:block;margin:1.25rem 0 .375rem;font-weight:600}
.aside{color:#424c46;font-weight:400}
.hint{margin:0 0 .375rem;color:#424c46;font-size:1rem}
input{display:block;width:100%;min-height:3.25rem;padding:.5rem .75rem;border:2px solid #7f7868;border-radius:6px;background:#fff;color:inherit;font:inherit}
input[aria-invalid=true]{border:4px solid #94241f}
.fault{margin:0 0 .375rem;color:#94241f;font-weight:600}
.fault::before{content:"! "}
button{display:block;width:100%;min-height:3.5rem;margin-top:1.75rem;padding:.625rem 1rem;border:2px solid #1a5045;border-radius:6px;background:#1a5045;color:#fff;font:inherit;font-weight:600;cursor:pointer}
button.second{background:#fff;color:#1a5045}
:focus-visible{outline:4px solid #16201c;outline-offset:2px;box-shadow:0 0 0 2px #f2a72c}
.match{margin:0 0 1rem;padding:1rem;border:3px solid #16201c;border-radius:6px;background:#fff;font-size:3rem;font-weight:700;line-height:1.1;text-align:center}
footer{max-width:34rem;margin:0 auto;padding:0 1.25rem 2rem;color:#424c46;font-size:1rem}
`;
