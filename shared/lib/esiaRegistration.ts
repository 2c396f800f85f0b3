/** Where an account of Госуслуги is made. Shown to be opened on the patient's own phone; nothing of ours ever goes there. */
export const esiaRegistrationAddress = 'https://esia.gosuslugi.ru/login/registration';
