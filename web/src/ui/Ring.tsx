import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';
import type { Step } from '@/theme/theme';
import { stepColors, stepInks, steps } from '@/theme/theme';
import styles from './Ring.module.css';
import { useNarrow } from './useNarrow';

export interface RingStep {
  step: Step;
  name: string;
  figure: ReactNode;
  /** What exactly it counts. */
  means?: string;
  unit?: ReactNode;
  /** Against the same span before. */
  change?: ReactNode;
  /** The loop loses most here: how much, in words. */
  leak?: ReactNode;
  /** Where the step's work is. */
  to?: string;
}

export interface RingProps {
  steps: RingStep[];
  /** In the middle: this month's increment. */
  label: ReactNode;
  /** What exactly the increment is. */
  means?: string;
  centre: ReactNode;
  /** Below it: the interval. */
  below?: ReactNode;
}

const size = { width: 760, height: 470, radius: 158 };
const turn = (2 * Math.PI) / 6;
const gap = 0.075;

function point(angle: number, radius: number, middle: { x: number; y: number }): string {
  const x = middle.x + radius * Math.sin(angle);
  const y = middle.y - radius * Math.cos(angle);
  return `${x.toFixed(2)} ${y.toFixed(2)}`;
}

/** An arc with a point at its end, so that one sees which way the loop runs. */
function arcPath(index: number, radius: number, middle: { x: number; y: number }): string {
  const from = index * turn + gap;
  const to = (index + 1) * turn - gap;
  return `M ${point(from, radius, middle)} A ${radius} ${radius} 0 0 1 ${point(to, radius, middle)}`;
}

function tipPath(index: number, radius: number, middle: { x: number; y: number }): string {
  const end = (index + 1) * turn - gap;
  const inner = point(end - 0.004, radius - 10, middle);
  const outer = point(end - 0.004, radius + 10, middle);
  return `M ${inner} L ${point(end + 0.07, radius, middle)} L ${outer} Z`;
}

/** A drop at the arc that leaks. */
function Leak({
  index,
  radius,
  middle,
}: {
  index: number;
  radius: number;
  middle: { x: number; y: number };
}) {
  const angle = (index + 0.5) * turn;
  const [x = 0, y = 0] = point(angle, radius - 28, middle)
    .split(' ')
    .map(Number);
  return (
    <path
      transform={`translate(${x} ${y})`}
      d="M0 -8 C4 -2 6 1 6 4 A6 6 0 0 1 -6 4 C-6 1 -4 -2 0 -8 Z"
      fill="var(--warn)"
    />
  );
}

function Arcs({
  entries,
  lit,
  compact,
}: {
  entries: RingStep[];
  lit: Step | null;
  compact: boolean;
}): ReactElement {
  const side = compact ? 380 : size.width;
  const middle = compact ? { x: 190, y: 190 } : { x: size.width / 2, y: size.height / 2 };
  return (
    <svg viewBox={compact ? `0 0 ${side} ${side}` : `0 0 ${size.width} ${size.height}`} aria-hidden>
      {steps.map((step, index) => (
        <g key={step}>
          <path
            className={styles.arc}
            data-lit={lit === step}
            d={arcPath(index, size.radius, middle)}
            stroke={stepColors[step]}
          />
          <path d={tipPath(index, size.radius, middle)} fill={stepColors[step]} />
        </g>
      ))}
      {entries.map(
        (entry) =>
          entry.leak !== undefined && (
            <Leak key={entry.step} index={steps.indexOf(entry.step)} radius={size.radius} middle={middle} />
          ),
      )}
    </svg>
  );
}

/** Where the label of a step stands: beside its arc, outside; its nearer corner clear of the ring. */
function placeOf(index: number): { left: string; top: string; side: 'left' | 'right' } {
  const across = index % 3 === 1 ? 188 : 142;
  const down = [-152, 0, 152, 152, 0, -152][index] ?? 0;
  const side = index < 3 ? 'right' : 'left';
  const x = size.width / 2 + (side === 'right' ? across : -across);
  const y = size.height / 2 + down;
  return {
    left: `${((x / size.width) * 100).toFixed(2)}%`,
    top: `${((y / size.height) * 100).toFixed(2)}%`,
    side,
  };
}

function StepFigure({ entry }: { entry: RingStep }): ReactElement {
  return (
    <>
      <span className={styles.name}>
        <span
          className={styles.number}
          style={{ background: stepColors[entry.step], color: stepInks[entry.step] }}
        >
          {steps.indexOf(entry.step) + 1}
        </span>
        {entry.name}
      </span>
      <span className={styles.figure}>
        {entry.figure}
        {entry.unit !== undefined && <span className={styles.unit}>{entry.unit}</span>}
      </span>
      {entry.change !== undefined && <span className={styles.change}>{entry.change}</span>}
      {entry.leak !== undefined && <span className={styles.leak}>{entry.leak}</span>}
    </>
  );
}

/** The loop as a ring: six arcs with their figures, where it leaks, and what it earned. */
export function Ring({ steps: entries, label, means, centre, below }: RingProps): ReactElement {
  const compact = useNarrow(940);
  const [lit, setLit] = useState<Step | null>(null);
  const ordered = steps.flatMap((step) => entries.filter((entry) => entry.step === step));
  const figures = ordered.map((entry) => {
    const place = placeOf(steps.indexOf(entry.step));
    const shared = {
      className: styles.step ?? '',
      ...(compact ? {} : { style: { left: place.left, top: place.top }, 'data-side': place.side }),
      ...(entry.means === undefined ? {} : { title: entry.means }),
      onMouseEnter: () => setLit(entry.step),
      onMouseLeave: () => setLit(null),
    };
    return entry.to === undefined ? (
      <div key={entry.step} {...shared}>
        <StepFigure entry={entry} />
      </div>
    ) : (
      <Link key={entry.step} to={entry.to} {...shared}>
        <StepFigure entry={entry} />
      </Link>
    );
  });
  return (
    <div>
      <div className={compact ? `${styles.ring} ${styles.compact}` : styles.ring}>
        <Arcs entries={ordered} lit={lit} compact={compact} />
        <div className={styles.centre}>
          <p className={styles.label} title={means}>
            {label}
          </p>
          <p className={styles.big}>{centre}</p>
          {below !== undefined && <p className={styles.small}>{below}</p>}
        </div>
        {!compact && figures}
      </div>
      {compact && <div className={styles.list}>{figures}</div>}
    </div>
  );
}
