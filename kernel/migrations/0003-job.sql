-- The way from a room's transaction into the job queue and the event log. Both belong to the
-- kernel's role; a room may call these functions and nothing else.
create function kernel.ask_job(
  name text, payload json, queue text, run_at timestamptz, max_attempts integer, key text
) returns void language sql security definer set search_path = pg_catalog as $$
  select graphile_worker.add_job(
    name, payload, queue, run_at, max_attempts, key,
    job_key_mode => case when key is null then null else 'preserve_run_at' end)
$$;

create function kernel.publish(
  event_id uuid, event_subject text, event_at timestamptz, event_body jsonb, consumers text[]
) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into kernel.event (id, subject, at, body)
  values (event_id, event_subject, event_at, event_body);
  perform graphile_worker.add_job('kernel.consume',
    json_build_object('consumer', consumer, 'eventId', event_id))
  from unnest(consumers) as consumer;
end $$;

alter function kernel.ask_job owner to ndc_kernel;
alter function kernel.publish owner to ndc_kernel;
revoke execute on function kernel.ask_job, kernel.publish from public;
grant execute on function kernel.ask_job, kernel.publish to ndc_any_room;
