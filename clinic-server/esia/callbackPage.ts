export const callbackPage = `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Вход не выполнен</title>
<main>
<h1>Вход не выполнен</h1>
<p>Этот адрес работает только внутри окна входа на терминале клиники. Вернитесь к терминалу и начните вход заново. Здесь ничего вводить не нужно, страницу можно закрыть.</p>
<p lang="en">This address works only inside the sign-in window of the clinic’s kiosk. Please go back to the kiosk and start again. You can close this page.</p>
</main>
</html>
`;
