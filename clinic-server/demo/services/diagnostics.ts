import { category } from './serviceSeed.ts';

export const ultrasound = category('ultrasound', 'УЗИ', 'Ultrasound', 'ServiceRequest', [
  ['A04.22.001', 'УЗИ щитовидной железы и паращитовидных желёз', 'Ultrasound of the thyroid and parathyroid glands', 2100],
  ['A04.22.002', 'УЗИ надпочечников', 'Ultrasound of the adrenal glands', 1900],
  ['A04.22.003', 'УЗИ паращитовидных желёз', 'Ultrasound of the parathyroid glands', 1900],
  ['A04.06.002', 'УЗИ лимфатических узлов (одна зона)', 'Ultrasound of lymph nodes, one area', 1500],
  ['A04.16.001', 'УЗИ органов брюшной полости', 'Abdominal ultrasound', 2600],
  ['A04.15.001', 'УЗИ поджелудочной железы', 'Ultrasound of the pancreas', 1500],
  ['A04.28.001', 'УЗИ почек и надпочечников', 'Ultrasound of kidneys and adrenal glands', 2000],
  ['A04.20.001', 'УЗИ матки и придатков', 'Pelvic ultrasound', 2300],
  ['A04.20.002', 'УЗИ молочных желёз', 'Breast ultrasound', 2100],
  ['A04.21.001', 'УЗИ предстательной железы', 'Ultrasound of the prostate', 2100],
  ['A04.28.003', 'УЗИ органов мошонки', 'Scrotal ultrasound', 1900],
  ['A04.10.002', 'Эхокардиография', 'Echocardiography', 3300],
  ['A04.12.005.003', 'Дуплексное сканирование сонных артерий', 'Duplex scan of the carotid arteries', 3100],
  ['A04.12.006', 'Дуплексное сканирование сосудов нижних конечностей', 'Duplex scan of leg vessels', 3400],
]);

export const imaging = category('imaging', 'Лучевая диагностика', 'Imaging', 'ServiceRequest', [
  ['A06.03.061', 'Рентгеноденситометрия', 'Bone densitometry', 2400],
  ['A06.03.061.001', 'Рентгеноденситометрия поясничного отдела позвоночника', 'Densitometry of the lumbar spine', 1700],
  ['A06.03.061.002', 'Рентгеноденситометрия проксимального отдела бедренной кости', 'Densitometry of the proximal femur', 1700],
  ['A06.03.032', 'Рентгенография кисти (костный возраст)', 'Hand X-ray (bone age)', 1400],
  ['A06.09.007', 'Рентгенография лёгких', 'Chest X-ray', 1600],
  ['A06.22.002', 'КТ надпочечников', 'CT of the adrenal glands', 5900],
  ['A05.22.002', 'МРТ гипофиза', 'MRI of the pituitary', 7200],
  ['A05.22.001', 'МРТ надпочечников', 'MRI of the adrenal glands', 7400],
  ['A07.22.001', 'Сцинтиграфия щитовидной железы', 'Thyroid scintigraphy', 5200],
  ['A07.22.002', 'Сцинтиграфия паращитовидных желёз', 'Parathyroid scintigraphy', 8600],
]);

export const functional = category('functional', 'Функциональная диагностика', 'Functional tests', 'ServiceRequest', [
  ['A05.10.006', 'Регистрация электрокардиограммы', 'Electrocardiogram', 900],
  ['A05.10.008', 'Суточное мониторирование ЭКГ по Холтеру', '24-hour Holter ECG', 3200],
  ['A02.12.002.001', 'Суточное мониторирование артериального давления', '24-hour blood pressure monitoring', 2800],
  ['A12.26.005', 'Эргометрия', 'Stress test', 3400],
  ['A05.24.001', 'Измерение скорости проведения по нерву', 'Nerve conduction study', 3600],
  ['A05.01.002', 'Биоимпедансный анализ состава тела', 'Body composition analysis', 1300],
  ['A09.05.023.002', 'Непрерывное мониторирование глюкозы', 'Continuous glucose monitoring', 6900],
]);

export const eyeAndFoot = category('eye-and-foot', 'Глаза и стопы', 'Eyes and feet', 'ServiceRequest', [
  ['A03.26.003', 'Осмотр глазного дна с фундус-линзой', 'Fundus examination', 1400],
  ['A03.26.018', 'Биомикроскопия глазного дна', 'Fundus biomicroscopy', 1300],
  ['A03.26.019', 'Оптическая когерентная томография сетчатки', 'Optical coherence tomography of the retina', 3400],
  ['A02.26.015', 'Офтальмотонометрия', 'Tonometry', 600],
  ['A22.26.010', 'Лазерная коагуляция сетчатки', 'Retinal laser coagulation', 9800],
  ['A16.01.026', 'Обработка стоп при синдроме диабетической стопы', 'Diabetic foot care', 3100],
  ['A21.01.009', 'Массаж стопы и голени', 'Foot and lower leg massage', 1500],
]);

export const procedures = category('procedures', 'Манипуляции и обучение', 'Procedures and teaching', 'ServiceRequest', [
  ['A11.22.001', 'Биопсия щитовидной железы', 'Thyroid biopsy', 4900],
  ['A11.22.002', 'Пункция щитовидной железы под контролем УЗИ', 'Ultrasound-guided thyroid aspiration', 5400],
  ['A08.22.004', 'Цитологическое исследование пунктата щитовидной железы', 'Cytology of thyroid aspirate', 2200],
  ['B04.012.001', 'Школа для пациентов с сахарным диабетом', 'School for patients with diabetes', 1800],
  ['A11.02.002', 'Внутримышечное введение препарата', 'Intramuscular injection', 350],
  ['A11.12.003', 'Внутривенное введение препарата', 'Intravenous injection', 500],
  ['A11.12.003.001', 'Непрерывное внутривенное введение препарата', 'Intravenous infusion', 1400],
  ['A25.22.001', 'Подбор и установка инсулиновой помпы', 'Insulin pump fitting', 7500],
]);
