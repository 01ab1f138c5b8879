import type { Routes } from '#kernel/system'
import { byOf, either, operator } from '../callers.ts'
import {
  Made,
  MemberAdmit,
  MemberList,
  MemberParams,
  type MemberView,
  SubsystemAdd,
  SubsystemChange,
  SubsystemParams,
  SystemCertificateAdd,
  SystemCertificateParams,
} from '../contract.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { mayFor } from '../members.ts'
import { listServed } from '../storage/gateways.ts'
import { listMembers, listSubsystems, listSystemCertificates } from '../storage/members.ts'

/** /members, /subsystems — who takes part in the exchange. */
export function memberRoutes(needs: ExchangeNeeds): Routes {
  const { db, members } = needs
  return async (app) => {
    app.get(
      '/members',
      {
        config: { access: either },
        schema: {
          operationId: 'memberList',
          summary: 'Members with their subsystems',
          response: { 200: MemberList },
        },
      },
      async (request) => {
        const by = await byOf(needs, request)
        const subsystems = await listSubsystems(db)
        const certificates = Map.groupBy(await listSystemCertificates(db), (it) => it.subsystemId)
        const served = Map.groupBy(await listServed(db), (it) => it.subsystemId)
        const all = await listMembers(db)
        return {
          items: all.map(
            ({ since, ...it }): MemberView => ({
              ...it,
              since: since.toISOString(),
              mine: mayFor(by, it),
              subsystems: subsystems
                .filter((found) => found.memberId === it.id)
                .map(({ id, code, name, plain }) => ({
                  id,
                  code,
                  name,
                  plain,
                  certificates: (certificates.get(id) ?? []).map(
                    ({ fingerprint, subject, notAfter }) => {
                      return { fingerprint, subject, notAfter: notAfter.toISOString() }
                    },
                  ),
                  gatewayIds: (served.get(id) ?? []).map(({ gatewayId }) => gatewayId),
                })),
            }),
          ),
        }
      },
    )

    app.post(
      '/members',
      {
        config: { access: operator },
        schema: {
          operationId: 'memberAdmit',
          summary: 'Admit an agency, a firm or an association',
          body: MemberAdmit,
          response: { 201: Made },
        },
      },
      async (request, reply) => {
        const id = await members.admit(await byOf(needs, request), request.body)
        return reply.code(201).send({ id })
      },
    )

    app.post(
      '/members/:id/removal',
      {
        config: { access: { ...operator, freshMinutes: 60 } },
        schema: {
          operationId: 'memberRemove',
          summary: 'Remove a member that has no subsystems any more',
          params: MemberParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await members.remove(await byOf(needs, request), request.params.id)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/members/:id/subsystems',
      {
        config: { access: either },
        schema: {
          operationId: 'subsystemAdd',
          summary: 'Add an information system or register of a member',
          params: MemberParams,
          body: SubsystemAdd,
          response: { 201: Made },
        },
      },
      async (request, reply) => {
        const { code, name, plain = false } = request.body
        const by = await byOf(needs, request)
        const id = await members.addSubsystem(by, request.params.id, { code, name, plain })
        return reply.code(201).send({ id })
      },
    )

    await app.register(subsystemRoutes(needs))
  }
}

function subsystemRoutes(needs: ExchangeNeeds): Routes {
  const { members } = needs
  return async (app) => {
    app.post(
      '/subsystems/:id/removal',
      {
        config: { access: either },
        schema: {
          operationId: 'subsystemRemove',
          summary: 'Remove a subsystem on which nothing hangs any more',
          params: SubsystemParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await members.removeSubsystem(await byOf(needs, request), request.params.id)
        return reply.code(204).send(null)
      },
    )

    app.put(
      '/subsystems/:id',
      {
        config: { access: either },
        schema: {
          operationId: 'subsystemChange',
          summary: 'Let it speak without a certificate on its gateway’s own machine, or not',
          params: SubsystemParams,
          body: SubsystemChange,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const by = await byOf(needs, request)
        await members.setPlain(by, request.params.id, request.body.plain)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/subsystems/:id/certificates',
      {
        config: { access: either },
        schema: {
          operationId: 'systemCertificateAdd',
          summary: 'Let the program with this certificate (PEM) speak for a subsystem',
          params: SubsystemParams,
          body: SystemCertificateAdd,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const by = await byOf(needs, request)
        await members.addCertificate(by, request.params.id, request.body.pem)
        return reply.code(204).send(null)
      },
    )

    app.delete(
      '/subsystems/:id/certificates/:fingerprint',
      {
        config: { access: either },
        schema: {
          operationId: 'systemCertificateRemove',
          summary: 'Let the program with this certificate speak no longer',
          params: SystemCertificateParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const { id, fingerprint } = request.params
        await members.removeCertificate(await byOf(needs, request), id, fingerprint)
        return reply.code(204).send(null)
      },
    )
  }
}
