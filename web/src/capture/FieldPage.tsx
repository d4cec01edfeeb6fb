import back from '@ant-design/icons-svg/es/asn/ArrowLeftOutlined';
import camera from '@ant-design/icons-svg/es/asn/CameraOutlined';
import carSign from '@ant-design/icons-svg/es/asn/CarOutlined';
import tick from '@ant-design/icons-svg/es/asn/CheckCircleFilled';
import upload from '@ant-design/icons-svg/es/asn/CloudUploadOutlined';
import house from '@ant-design/icons-svg/es/asn/HomeOutlined';
import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { base } from '@/api/base';
import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { useFormat } from '@/app/session';
import { plateText } from '@/customer/nouns';
import { PhonePage } from '@/ui/phone';
import { asProblem } from '@/api/problem';
import { problemText } from '@/ui/problemText';
import { Sign } from '@/ui/Sign';
import { Skeleton } from '@/ui/Skeleton';
import { Money, When } from '@/ui/values';
import styles from './Field.module.css';
import { FindingSign } from './FindingSign';
import type { Commission, FindingType, FoundVehicle } from './nouns';
import type { Told } from './useFieldWork';
import { useFieldWork } from './useFieldWork';

/** For wet hands: plate, what was seen, a picture. Three taps when the car is known. */
export function FieldPage(): ReactElement {
  const { t } = useTranslation();
  const work = useFieldWork();
  const [plate, setPlate] = useState<string | null>(null);
  const [type, setType] = useState<FindingType | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const restart = () => {
    setPlate(null);
    setType(null);
    setTold(null);
  };
  const goBack = () => (type !== null ? setType(null) : setPlate(null));
  return (
    <PhonePage
      title={plate === null || told ? t('capture.field_work.title') : plateText(plate)}
      back={
        plate !== null && !told ? (
          <button
            type="button"
            className={styles.home}
            aria-label={t('capture.field_work.back')}
            onClick={goBack}
          >
            <Sign of={back} />
          </button>
        ) : (
          <a href={`${base}/me`} className={styles.home} aria-label={t('capture.field_work.leave')}>
            <Sign of={house} />
          </a>
        )
      }
      extra={<Network online={work.online} waiting={work.waiting} />}
    >
      {told !== null && <Done told={told} onNext={restart} />}
      {told === null && plate === null && <PlateStep onPlate={setPlate} />}
      {told === null && plate !== null && type === null && <TypeStep onType={setType} />}
      {told === null && plate !== null && type !== null && (
        <PhotoStep type={type} send={(photo) => work.tell(type.code, plate, photo)} onTold={setTold} />
      )}
      {(told !== null || plate === null) && <Earned />}
    </PhonePage>
  );
}

function Network({ online, waiting }: { online: boolean; waiting: number }): ReactElement | null {
  const { t } = useTranslation();
  if (online && waiting === 0) return null;
  return (
    <span className={styles.badge} data-online={online} role="status">
      {online ? <Sign of={upload} /> : <span className={styles.dot} aria-hidden />}
      {waiting > 0 ? t('capture.field_work.waiting', { count: waiting }) : t('capture.field_work.offline')}
    </span>
  );
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

function PlateStep({ onPlate }: { onPlate: (plate: string) => void }): ReactElement {
  const { t } = useTranslation();
  const [tail, setTail] = useState('');
  const [letters, setLetters] = useState(false);
  const asked = tail.length >= 2;
  const found = useRead<FoundVehicle[]>(
    '/api/vehicles',
    { query: { plate: tail } },
    { enabled: asked, keep: true },
  );
  const cars = asked ? (found.data ?? []).slice(0, 6) : [];
  const press = (sign: string) => setTail((tail + sign).slice(0, 8));
  const isWhole = tail.length >= 6;
  return (
    <section className={styles.step}>
      <p className={styles.ask}>{t('capture.field_work.plate_ask')}</p>
      {letters ? (
        <input
          autoFocus
          className={styles.screen}
          value={tail}
          maxLength={12}
          placeholder={t('capture.field_work.plate_example')}
          aria-label={t('capture.field_work.plate_ask')}
          autoCapitalize="characters"
          onChange={(event) => setTail(event.target.value.toUpperCase().replace(/[\s·.-]/g, ''))}
          onKeyDown={(event) => event.key === 'Enter' && isWhole && onPlate(tail)}
        />
      ) : (
        <output className={styles.screen} data-empty={tail === ''} aria-live="polite">
          {tail === '' ? t('capture.field_work.tail') : tail}
        </output>
      )}
      <div className={styles.cars} aria-live="polite">
        {asked && found.isError && <Trouble error={found.error} onRetry={found.refetch} />}
        {cars.map((car) => (
          <button key={car.id} type="button" className={styles.car} onClick={() => onPlate(car.plate)}>
            <Sign of={carSign} />
            <strong>{plateText(car.plate)}</strong>
            <span>{car.model}</span>
          </button>
        ))}
        {asked && found.isSuccess && cars.length === 0 && (
          <p className={styles.quiet}>
            {t(letters ? 'capture.field_work.new_car' : 'capture.field_work.no_car')}
          </p>
        )}
        {letters && isWhole && !cars.some((car) => car.plate === tail) && (
          <button type="button" className={styles.act} data-primary onClick={() => onPlate(tail)}>
            {t('capture.field_work.use_plate', { plate: plateText(tail) })}
          </button>
        )}
      </div>
      {!letters && (
        <div className={styles.pad}>
          {digits.map((digit) => (
            <button key={digit} type="button" onClick={() => press(digit)}>
              {digit}
            </button>
          ))}
          <button type="button" className={styles.soft} onClick={() => setLetters(true)}>
            {t('capture.field_work.full_plate')}
          </button>
          <button type="button" onClick={() => press('0')}>
            0
          </button>
          <button
            type="button"
            className={styles.soft}
            aria-label={t('capture.field_work.delete')}
            onClick={() => setTail(tail.slice(0, -1))}
          >
            ⌫
          </button>
        </div>
      )}
      {letters && (
        <button type="button" className={styles.act} onClick={() => setLetters(false)}>
          {t('capture.field_work.to_pad')}
        </button>
      )}
    </section>
  );
}

/** What went wrong, in words a wet hand can act on. */
function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => unknown }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.trouble} role="alert">
      <p>{problemText(asProblem(error), t)}</p>
      {onRetry && (
        <button type="button" className={styles.act} onClick={() => void onRetry()}>
          {t('ui.retry')}
        </button>
      )}
    </div>
  );
}

function TypeStep({ onType }: { onType: (type: FindingType) => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const types = useRead<FindingType[]>('/api/finding_types', {}, { staleTime: 3_600_000 });
  return (
    <section className={styles.step}>
      <p className={styles.ask}>{t('capture.field_work.type_ask')}</p>
      {types.isPending && <Skeleton height={320} />}
      {types.isError && <Trouble error={types.error} onRetry={types.refetch} />}
      <div className={styles.tiles}>
        {(types.data ?? [])
          .filter((type) => type.active)
          .map((type) => (
            <button key={type.id} type="button" className={styles.tile} onClick={() => onType(type)}>
              <FindingSign code={type.code} />
              <span>{i18n.language === 'en' ? type.name_en : type.name_zh}</span>
            </button>
          ))}
      </div>
    </section>
  );
}

interface PhotoStepProps {
  type: FindingType;
  send: (photo: Blob | null) => Promise<Told>;
  onTold: (told: Told) => void;
}

function PhotoStep({ type, send, onTold }: PhotoStepProps): ReactElement {
  const { t, i18n } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const tell = (photo: Blob | null) => {
    setBusy(true);
    setError(null);
    send(photo)
      .then(onTold)
      .catch((failed: unknown) => setError(failed))
      .finally(() => setBusy(false));
  };
  return (
    <section className={styles.step}>
      <p className={styles.what}>
        <FindingSign code={type.code} /> {i18n.language === 'en' ? type.name_en : type.name_zh}
      </p>
      {error !== null && <Trouble error={error} />}
      <button type="button" className={styles.camera} disabled={busy} onClick={() => input.current?.click()}>
        <span>
          <Sign of={camera} />
        </span>
        <strong>{busy ? t('capture.field_work.sending') : t('capture.field_work.camera')}</strong>
        <span>{t('capture.field_work.camera_means')}</span>
      </button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={t('capture.field_work.camera')}
        onChange={(event) => {
          const photo = event.target.files?.[0];
          if (photo) tell(photo);
        }}
      />
      <button type="button" className={styles.act} disabled={busy} onClick={() => tell(null)}>
        {t('capture.field_work.no_photo')}
      </button>
    </section>
  );
}

function Done({ told, onNext }: { told: Told; onNext: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className={styles.done} role="status">
      <span className={styles.tick}>
        <Sign of={tick} />
      </span>
      <h2>{t(told === 'sent' ? 'capture.field_work.done' : 'capture.field_work.kept')}</h2>
      <p>{t(told === 'sent' ? 'capture.field_work.done_means' : 'capture.field_work.kept_means')}</p>
      <button type="button" className={styles.act} data-primary onClick={onNext}>
        {t('capture.field_work.next')}
      </button>
    </section>
  );
}

/** What earlier findings and calls earned. */
function Earned(): ReactElement | null {
  const { t } = useTranslation();
  const { date } = useFormat();
  const earned = useRead<Page<Commission>>('/api/commissions', { query: { mine: true, limit: 50 } });
  if (!earned.data) return null;
  const today = date(Date.now());
  const items = earned.data.items;
  const sum = items.filter((item) => date(item.at) === today).reduce((all, item) => all + item.amount, 0);
  return (
    <section className={styles.earned}>
      <div className={styles.earnedHead}>
        <h2>{t('capture.field_work.earned')}</h2>
        <strong>
          <Money minor={sum} />
        </strong>
      </div>
      {items.length === 0 && <p className={styles.quiet}>{t('capture.field_work.nothing_earned')}</p>}
      <ul>
        {items.slice(0, 5).map((item) => (
          <li key={item.id}>
            <span>{t(`capture.cause.${item.cause}`, { defaultValue: item.cause })}</span>
            <small>
              <When at={item.at} />
            </small>
            <Money minor={item.amount} sign />
          </li>
        ))}
      </ul>
    </section>
  );
}
